package dev.tablekeeper.standalone.temporal.install;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Builds the program from source with Go.
 *
 * @param go the {@code go} command
 */
public record GoBuild(Path go, Map<String, String> environment) implements Source {

    @Override
    public Path into(Path folder, Consumer<String> say) throws IOException, InterruptedException {
        say.accept("Building Temporal " + TemporalRelease.VERSION + " with " + go + ": go install "
                + TemporalRelease.GO_PACKAGE);
        say.accept("That takes some minutes, and needs Go's modules from the network.");
        ProcessBuilder builder =
                new ProcessBuilder(go.toString(), "install", TemporalRelease.GO_PACKAGE).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("GOBIN", folder.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                say.accept(line);
            }
            int exit = process.waitFor();
            if (exit != 0) {
                throw new Failure(
                        FailureType.UNAVAILABLE,
                        "go install " + TemporalRelease.GO_PACKAGE + " failed (exit code " + exit
                                + "); its words above say why. Mend that, or use --download");
            }
        } finally {
            process.destroy();
        }
        return folder.resolve(TemporalRelease.PROGRAM);
    }
}
