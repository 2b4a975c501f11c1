package dev.tablekeeper.conformance.kill;

import dev.tablekeeper.conformance.JobCase;
import dev.tablekeeper.conformance.Leftovers;
import dev.tablekeeper.conformance.Report;
import dev.tablekeeper.conformance.RowsCase;
import dev.tablekeeper.conformance.World;
import dev.tablekeeper.conformance.temporal.TemporalServer;
import dev.tablekeeper.conformance.temporal.Underneath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Jobs that were accepted under one Temporal, some begun and some not, are ended under another that starts empty. */
public final class Moves {
    private static final int JOBS = 5;
    private static final String KEY = "key-";

    private final Report report;
    private final Path work;
    private final Launcher launcher;

    private Moves(Report report, Path work) throws IOException, InterruptedException {
        this.report = report;
        this.work = work;
        this.launcher = Launcher.in(work);
    }

    public static void main(String[] arguments) {
        Report.of(Moves::run);
    }

    private static void run(Report report) throws IOException, InterruptedException {
        Path work = Path.of(System.getProperty("conformance.work"));
        Path program = Path.of(System.getProperty("conformance.temporal"));
        Moves moves = new Moves(report, work);
        try (TemporalServer server = new TemporalServer(program, work.resolve("server"))) {
            server.start();
            List<Supplier<Underneath>> all = List.of(
                    () -> Underneath.IN_PROCESS, () -> Underneath.program(program), () -> Underneath.server(server));
            for (Supplier<Underneath> from : all) {
                for (Supplier<Underneath> to : all) {
                    for (JobCase load : List.<JobCase>of(RowsCase.APPEND, RowsCase.STAGED_APPEND, RowsCase.INSERT)) {
                        moves.move(from.get(), to.get(), load);
                    }
                }
            }
        }
    }

    private void move(Underneath from, Underneath to, JobCase load) throws IOException, InterruptedException {
        String name = "move " + load.text() + " from " + from.name() + " to another " + to.name();
        Path folder = Files.createDirectories(work.resolve(name.replace(' ', '-')));
        Life first = launcher.live(
                new World(folder, from.variables()), load, List.of("crowd", Integer.toString(JOBS), KEY), Victim.HELD);
        List<String> jobs = first.all(Victim.ACCEPTED);
        if (!first.killed() || jobs.size() != JOBS) {
            report.failed(name + ": the jobs were not accepted; see " + folder);
            return;
        }
        Leftovers.end(folder);
        forget(folder);
        List<String> tasks = new ArrayList<>();
        for (int number = 1; number <= JOBS; number++) {
            tasks.addAll(List.of("verify", number + "/" + JOBS, KEY + number, jobs.get(number - 1)));
        }
        Life second = launcher.live(new World(folder, to.variables()), load, tasks, Victim.REACHED);
        List<String> faults = new ArrayList<>(second.all(Victim.FAULT));
        if (second.all(Victim.VERIFIED).size() != JOBS) {
            faults.add(
                    second.all(Victim.VERIFIED).size() + " of " + JOBS + " jobs ended as they have to; see " + folder);
        }
        report.result(name, faults);
        if (faults.isEmpty()) {
            World.delete(folder);
        }
    }

    /** The program's database is what the other Temporal must not have. */
    private static void forget(Path folder) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "temporal.db*")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }
}
