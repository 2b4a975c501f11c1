package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.stores.embedded.duckdb.RowPull.Lane;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionBuilder;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBValue;

/**
 * The table function through which all rows enter: {@code SELECT … FROM tablekeeper_rows(n)} reads the {@link RowPull}
 * that was offered under that number. Its columns are {@code c0}, {@code c1}, … in the table's order, then
 * {@code ordinal} where asked for.
 */
final class RowFunction implements DuckDBTableFunction<RowPull, RowPull, Lane> {
    private static final String NAME = "tablekeeper_rows";
    static final String ORDINAL = "ordinal";

    private final Map<Long, RowPull> offered = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final int threads;

    RowFunction(int threads) {
        this.threads = threads;
    }

    void register(Connection connection) throws SQLException {
        try (DuckDBTableFunctionBuilder function = DuckDBFunctions.tableFunction()) {
            function.withName(NAME)
                    .withParameter(DuckDBColumnType.BIGINT)
                    .withFunction(this)
                    .register(connection);
        }
    }

    static String column(int index) {
        return "c" + index;
    }

    /** Makes a pull readable by the SQL of the result, until it is closed. */
    Offer offer(RowPull pull) {
        long number = numbers.incrementAndGet();
        offered.put(number, pull);
        return new Offer(number);
    }

    /** A pull on offer. */
    final class Offer implements AutoCloseable {
        private final long number;

        private Offer(long number) {
            this.number = number;
        }

        /** What stands after FROM. */
        String sql() {
            return NAME + "(" + number + ")";
        }

        @Override
        public void close() {
            offered.remove(number);
        }
    }

    @Override
    public RowPull bind(DuckDBTableFunctionBindInfo bind) throws SQLException {
        try (DuckDBValue number = bind.getParameter(0)) {
            RowPull pull = offered.get(number.getLong());
            if (pull == null) {
                throw new SQLException("no rows are on offer under " + number.getLong());
            }
            for (int i = 0; i < pull.columns().size(); i++) {
                ColumnCopy.declare(bind, column(i), pull.columns().get(i));
            }
            if (pull.ordinals()) {
                bind.addResultColumn(ORDINAL, DuckDBColumnType.BIGINT);
            }
            return pull;
        }
    }

    @Override
    public RowPull init(DuckDBTableFunctionInitInfo init) {
        RowPull pull = init.getBindData();
        init.setMaxThreads(Math.max(1, Math.min(threads, pull.splits())));
        return pull;
    }

    @Override
    public Lane localInit(DuckDBTableFunctionInitInfo init) {
        RowPull pull = init.getBindData();
        return pull.lane();
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo call, DuckDBDataChunkWriter chunk) {
        Lane lane = call.getLocalInitData();
        return lane.fill(chunk);
    }
}
