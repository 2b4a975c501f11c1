package dev.tablekeeper.standalone.temporal.install;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A way to get the temporal program. */
public interface Source {
    /**
     * Puts the program into an empty folder.
     *
     * @param say told, line by line, what is being done
     * @return the program's file
     */
    Path into(Path folder, Consumer<String> say) throws IOException, InterruptedException;
}
