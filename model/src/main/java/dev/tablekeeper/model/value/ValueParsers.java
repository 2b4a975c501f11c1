package dev.tablekeeper.model.value;

import dev.tablekeeper.model.table.Column;

/** Which parser reads which type. */
final class ValueParsers {
    private ValueParsers() {}

    static ValueParser of(Column column) {
        if (column.nested()) {
            throw new IllegalArgumentException(
                    column.name() + " holds records or lists, which one text cannot say: no parser");
        }
        return switch (column.type()) {
            case INT64 -> new IntegerParser(column);
            case FLOAT64 -> new FloatParser(column);
            case NUMERIC, BIGNUMERIC -> new DecimalParser(column);
            case BOOL -> new BooleanParser(column);
            case STRING -> new StringParser(column);
            case BYTES -> new BytesParser(column);
            case DATE -> new DateParser(column);
            case TIME -> new TimeParser(column);
            case DATETIME -> new DatetimeParser(column);
            case TIMESTAMP -> new TimestampParser(column);
            case JSON -> new JsonParser(column);
            case GEOGRAPHY -> new GeographyParser(column);
            case STRUCT -> throw new IllegalArgumentException("a STRUCT is nested");
        };
    }
}
