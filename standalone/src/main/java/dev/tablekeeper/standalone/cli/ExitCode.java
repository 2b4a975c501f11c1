package dev.tablekeeper.standalone.cli;

/** What the process ends with; scripts hold on to these. */
final class ExitCode {
    static final int DONE = 0;
    /** The job failed or was cancelled, or something unforeseen happened. */
    static final int FAILED = 1;
    /** Wrong usage, or the server refused the request. */
    static final int USAGE = 2;
    /** The server, or what it needs, cannot be reached. */
    static final int UNREACHABLE = 3;

    private ExitCode() {}
}
