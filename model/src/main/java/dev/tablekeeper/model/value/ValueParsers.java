package dev.tablekeeper.model.value;

import dev.tablekeeper.model.row.ColumnVector;
import dev.tablekeeper.model.table.Column;
import java.util.Arrays;

/** Which parser reads which type. */
final class ValueParsers {
    private ValueParsers() {}

    static ValueParser of(Column column) {
        if (column.nested()) {
            throw new IllegalArgumentException("no parser for " + column.type());
        }
        return new ValueParser() {
            @Override
            public boolean parse(byte[] bytes, int from, int to, ColumnVector out, int row) {
                out.setBytes(row, Arrays.copyOfRange(bytes, from, to));
                return true;
            }

            @Override
            public Fault explain(byte[] bytes, int from, int to) {
                return new Fault(column.name(), RejectCode.WRONG_TYPE, "");
            }
        };
    }
}
