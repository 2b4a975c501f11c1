package dev.tablekeeper.conformance;

import java.nio.file.Path;
import java.util.stream.Stream;

/** Processes that systems of a run have left behind, such as the temporal program of one that was killed. */
public final class Leftovers {
    private Leftovers() {}

    /** Ends those that were started for something below this folder: their arguments name it. */
    public static void end(Path folder) {
        String mine = folder + "/";
        ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> Stream.of(process.info().arguments().orElse(new String[0]))
                        .anyMatch(argument -> argument.contains(mine)))
                .forEach(ProcessHandle::destroyForcibly);
    }
}
