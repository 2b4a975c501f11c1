package dev.tablekeeper.model.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tablekeeper.model.row.ColumnVector;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Puts texts before a column's parser, in the middle of other bytes as in a file. */
final class Reading {
    private static final int BEFORE = 3;

    private final ValueParser parser;
    private final ColumnVector out;

    private Reading(Column column) {
        parser = ValueParser.of(column);
        out = new RowBatch(List.of(column), 2).column(0);
    }

    static Reading of(ColumnType type) {
        return new Reading(Column.of("c", type, Column.Mode.NULLABLE));
    }

    static Reading of(ColumnType type, Integer precision, Integer scale, Integer maxLength) {
        return new Reading(new Column(
                "c",
                type,
                Column.Mode.NULLABLE,
                "",
                List.of(),
                limit(precision),
                limit(scale),
                limit(maxLength),
                List.of()));
    }

    private static OptionalInt limit(Integer limit) {
        return limit == null ? OptionalInt.empty() : OptionalInt.of(limit);
    }

    /** The value as Long, Double, BigDecimal or byte[]; empty when it was refused. */
    Optional<Object> read(byte[] text) {
        byte[] file = new byte[BEFORE + text.length + BEFORE];
        Arrays.fill(file, (byte) '7');
        System.arraycopy(text, 0, file, BEFORE, text.length);
        if (!parser.parse(file, BEFORE, BEFORE + text.length, out, 1)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (out.form()) {
                    case LONG -> out.getLong(1);
                    case DOUBLE -> out.getDouble(1);
                    case BYTES -> out.getBytes(1);
                    case OBJECT -> out.getObject(1);
                });
    }

    Optional<Object> read(String text) {
        return read(text.getBytes(UTF_8));
    }

    Fault refusal(byte[] text) {
        byte[] file = new byte[BEFORE + text.length + BEFORE];
        System.arraycopy(text, 0, file, BEFORE, text.length);
        return parser.explain(file, BEFORE, BEFORE + text.length);
    }

    Fault refusal(String text) {
        return refusal(text.getBytes(UTF_8));
    }
}
