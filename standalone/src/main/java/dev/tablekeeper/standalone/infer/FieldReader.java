package dev.tablekeeper.standalone.infer;

import dev.tablekeeper.model.row.ColumnVector;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.value.ValueParser;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Asks the parsers that loads use what a field can be. Not thread-safe. */
final class FieldReader {
    private static final List<ColumnType> TIMES =
            List.of(ColumnType.TIMESTAMP, ColumnType.DATE, ColumnType.DATETIME, ColumnType.TIME);

    private final Map<ColumnType, Trial> trials = new EnumMap<>(ColumnType.class);

    FieldReader() {
        List.of(ColumnType.BOOL, ColumnType.INT64, ColumnType.NUMERIC, ColumnType.BIGNUMERIC, ColumnType.FLOAT64)
                .forEach(type -> trials.put(type, new Trial(type)));
        TIMES.forEach(type -> trials.put(type, new Trial(type)));
        trials.put(ColumnType.STRING, new Trial(ColumnType.STRING));
    }

    /** A column of one type and one row, only to be written to. */
    private static final class Trial {
        private final ValueParser parser;
        private final ColumnVector value;

        Trial(ColumnType type) {
            Column column = Column.of("c", type, Column.Mode.REQUIRED);
            parser = ValueParser.of(column);
            value = new RowBatch(List.of(column), 1).column(0);
        }
    }

    boolean fits(ColumnType type, byte[] bytes, int from, int to) {
        Trial trial = trials.get(type);
        return trial.parser.parse(bytes, from, to, trial.value, 0);
    }

    /** The INT64 that fitted last. */
    long integer() {
        return trials.get(ColumnType.INT64).value.getLong(0);
    }

    Kind kind(byte[] bytes, int from, int to) {
        if (from == to) {
            return Kind.TEXT;
        }
        byte first = bytes[from];
        boolean digit = first >= '0' && first <= '9';
        if (digit || first == '-' || first == '+' || first == '.') {
            if (fits(ColumnType.INT64, bytes, from, to)) {
                return Kind.INTEGER;
            }
            if (fits(ColumnType.FLOAT64, bytes, from, to) || fits(ColumnType.BIGNUMERIC, bytes, from, to)) {
                return Kind.DECIMAL;
            }
        }
        if (digit) {
            for (ColumnType type : TIMES) {
                if (fits(type, bytes, from, to)) {
                    return Kind.valueOf(type.name());
                }
            }
        } else if (fits(ColumnType.BOOL, bytes, from, to)) {
            return Kind.BOOL;
        }
        return fits(ColumnType.STRING, bytes, from, to) ? Kind.TEXT : Kind.UNFIT;
    }
}
