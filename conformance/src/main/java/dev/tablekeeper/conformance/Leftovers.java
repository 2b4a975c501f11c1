package dev.tablekeeper.conformance;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Processes that systems of a run have left behind, such as the temporal program of one that was killed. */
public final class Leftovers {
    private Leftovers() {}

    /** Ends those that were started for something below this folder: their arguments name it. Not who started this one. */
    public static void end(Path folder) {
        String mine = folder + "/";
        Set<ProcessHandle> spared = Stream.iterate(
                        Optional.of(ProcessHandle.current()),
                        Optional::isPresent,
                        process -> process.flatMap(ProcessHandle::parent))
                .map(Optional::orElseThrow)
                .collect(Collectors.toSet());
        ProcessHandle.allProcesses()
                .filter(process -> !spared.contains(process))
                .filter(process -> Stream.of(process.info().arguments().orElse(new String[0]))
                        .anyMatch(argument -> argument.contains(mine)))
                .forEach(ProcessHandle::destroyForcibly);
    }
}
