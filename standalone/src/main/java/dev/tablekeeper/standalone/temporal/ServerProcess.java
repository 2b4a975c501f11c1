package dev.tablekeeper.standalone.temporal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process of the operating system that serves a Temporal database: our child, or one that lost its parent. */
final class ServerProcess {
    private static final long GLANCE_MILLIS = 100;
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

    private final ProcessHandle handle;
    /** Where it is our own. */
    private final Optional<Process> child;

    private ServerProcess(ProcessHandle handle, Optional<Process> child) {
        this.handle = handle;
        this.child = child;
    }

    /**
     * Starts the program; what it says is added to the log.
     *
     * @throws IOException where it is no program that runs here
     */
    static ServerProcess start(ServerCommand command, Path log) throws IOException {
        List<String> line = new ArrayList<>();
        // Away from our terminal where that can be had (Linux): Ctrl-C there is for us, who end the program when the
        // workers
        // are done with it. Elsewhere it is started again for that while.
        SETSID.stream().filter(Files::isExecutable).findFirst().ifPresent(path -> line.add(path.toString()));
        line.add(command.program().toString());
        line.addAll(command.arguments());
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("TEMPORAL_"));
        Process process = builder.start();
        process.getOutputStream().close();
        return new ServerProcess(process.toHandle(), Optional.of(process));
    }

    /** All running processes whose arguments name the database. */
    static List<ServerProcess> of(Path database) {
        return ProcessHandle.allProcesses()
                .filter(handle -> ServerCommand.database(arguments(handle))
                        .filter(database.toString()::equals)
                        .isPresent())
                .map(handle -> new ServerProcess(handle, Optional.empty()))
                .toList();
    }

    long pid() {
        return handle.pid();
    }

    /** Where it listens, if it was started exactly as we start it. */
    Optional<Ports> portsIfOurs(Path program, Path database) {
        List<String> actual = arguments(handle);
        return ServerCommand.ports(actual).filter(ports -> {
            List<String> ours = new ServerCommand(program, database, ports).arguments();
            // In front of them there may be the name of a script.
            return actual.size() >= ours.size()
                    && actual.subList(actual.size() - ours.size(), actual.size())
                            .equals(ours);
        });
    }

    /** Whether it runs still. A process that has ended but was not yet taken note of by its parent has no arguments. */
    boolean runs() {
        return handle.isAlive() && (child.isPresent() || !arguments(handle).isEmpty());
    }

    /** For messages: the exit code of one that has ended, where the operating system tells us. */
    String exit() {
        return child.filter(process -> !process.isAlive())
                .map(process -> "exit code " + process.exitValue())
                .orElse("exit code not known");
    }

    /** Completes when it has ended. */
    CompletableFuture<ProcessHandle> onExit() {
        return handle.onExit();
    }

    /** Whether it has ended, now or within that time. */
    boolean endedWithin(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        while (runs()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            try {
                var unused = handle.onExit()
                        .get(Math.min(TimeUnit.NANOSECONDS.toMillis(left) + 1, GLANCE_MILLIS), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // Looked at again.
            } catch (ExecutionException e) {
                throw new CompletionException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return !runs();
            }
        }
        return true;
    }

    /** Asks it to end, and makes it end where it does not; false where even that does not help. */
    boolean end() {
        boolean asked = handle.destroy();
        if (asked && endedWithin(GRACE)) {
            return true;
        }
        handle.destroyForcibly();
        return endedWithin(GRACE);
    }

    private static List<String> arguments(ProcessHandle handle) {
        return handle.info().arguments().map(Arrays::asList).orElse(List.of());
    }
}
