package dev.tablekeeper.standalone.cli.client;

/** Is told how far an upload or a job is; from any thread. */
public interface JobProgress extends AutoCloseable {

    /** Hears nothing. */
    JobProgress SILENT = new JobProgress() {
        @Override
        public void show(String phase, long done, long total, String unit) {}

        @Override
        public void note(String line) {}

        @Override
        public void close() {}
    };

    /**
     * @param phase what is done now, as a word for people
     * @param total of {@code unit}; 0 while unknown
     */
    void show(String phase, long done, long total, String unit);

    /** A remark on a line of its own. */
    void note(String line);

    @Override
    void close();
}
