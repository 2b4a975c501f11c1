package dev.tablekeeper.standalone.cli;

import picocli.CommandLine.Option;

/** Whether a command that starts something waits for its end. */
final class WaitOptions {
    @Option(names = "--no-wait", description = "Do not wait for the job's end; done is when it is accepted.")
    boolean noWait;
}
