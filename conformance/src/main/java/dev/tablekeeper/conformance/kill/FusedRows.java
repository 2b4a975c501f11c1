package dev.tablekeeper.conformance.kill;

import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSource;

/** Rows whose reading goes through a {@link Fuse}. */
record FusedRows(RowSource source, String call, Fuse fuse) implements RowSource {

    @Override
    public int splits() {
        return source.splits();
    }

    @Override
    public RowReader open(int split) {
        RowReader reader = source.open(split);
        return new RowReader() {
            @Override
            public boolean read(RowBatch batch) {
                return fuse.on(call, () -> reader.read(batch));
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }
}
