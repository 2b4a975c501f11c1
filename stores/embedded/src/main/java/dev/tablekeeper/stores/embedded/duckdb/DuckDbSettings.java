package dev.tablekeeper.stores.embedded.duckdb;

/**
 * What DuckDB may use of the machine.
 *
 * @param threads how many threads one statement may run on, and so how many splits are read side by side
 * @param memoryBytes the most memory outside of the Java heap; beyond it DuckDB writes to {@code <database>.tmp}
 */
public record DuckDbSettings(int threads, long memoryBytes) {
    private static final long DEFAULT_MEMORY = 1L << 30;

    public DuckDbSettings {
        if (threads < 1) {
            throw new IllegalArgumentException("DuckDB needs at least one thread, not " + threads);
        }
        if (memoryBytes < 64L << 20) {
            throw new IllegalArgumentException("DuckDB needs at least 64 MiB of memory, not " + memoryBytes + " bytes");
        }
    }

    /** All processors and 1 GiB. */
    public static DuckDbSettings defaults() {
        return new DuckDbSettings(Runtime.getRuntime().availableProcessors(), DEFAULT_MEMORY);
    }
}
