package dev.tablekeeper.api;

import java.time.Duration;

/**
 * What a server bears from those who connect to it.
 *
 * @param connections how many at once; more wait until one is closed
 * @param head within which a connection's next request has its head together, once it has begun
 * @param stretch over which the pace of a body is judged
 * @param bytesPerSecond what a body must come with on average
 * @param csvBytesPerSecond the same for a file, which is stored as it comes and may be made as it is sent
 * @param answerBytesPerSecond what an answer must be read with
 * @param largeAnswers how many answers that are more than a moment's work may be given at once
 */
record ConnectionLimits(
        int connections,
        Duration head,
        Duration stretch,
        int bytesPerSecond,
        int csvBytesPerSecond,
        int answerBytesPerSecond,
        int largeAnswers) {
    /** A file descriptor each; systems give a process 1,024 at the least, and Java takes what it may have. */
    static final ConnectionLimits DEFAULT =
            new ConnectionLimits(1_000, Duration.ofSeconds(15), Duration.ofSeconds(20), 16 << 10, 256, 4 << 10, 64);
}
