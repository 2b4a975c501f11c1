package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.StoreFailure;
import java.sql.SQLException;

/**
 * A reading of a live table, in one state, while others write to it. While a transaction commits many rows, DuckDB can show
 * them for a moment to one that began before. So the rows are counted when it begins, in a turn in which nobody commits;
 * where more are read than that, all are read once more.
 */
record LiveReading(TableContents contents, TableShape shape, long rows) implements AutoCloseable {
    private static final int MOST_ATTEMPTS = 10;

    /** To be called in a turn. */
    static LiveReading begin(Sessions sessions, int threads, TableShape shape) throws SQLException {
        TableContents contents = new TableContents(sessions, threads);
        try {
            return new LiveReading(contents, shape, contents.count(shape.table()));
        } catch (SQLException | RuntimeException e) {
            contents.close();
            throw e;
        }
    }

    Content content(Runnable alive) throws SQLException {
        for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
            Content content = contents.byContent(shape, rows, alive);
            if (content.rows() == rows) {
                return content;
            }
        }
        throw new StoreFailure(
                FailureType.CONFLICT,
                "others wrote to " + shape.table().name() + " while it was read, each time it was tried: try again");
    }

    @Override
    public void close() {
        contents.close();
    }
}
