package dev.tablekeeper.standalone.temporal;

/**
 * Where the temporal program listens, on loopback.
 *
 * @param frontend gRPC
 * @param ui its web pages
 */
record Ports(int frontend, int ui) {
    /** Those that every client of Temporal tries by itself. */
    static final Ports USUAL = new Ports(7233, 8233);
}
