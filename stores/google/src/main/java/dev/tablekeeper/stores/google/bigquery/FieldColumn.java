package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.FieldList;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The column that a field of a table is. */
final class FieldColumn {
    private FieldColumn() {}

    /** Empty where its type has no equal. */
    static Optional<Column> of(Field field) {
        String type = field.getType().getStandardType().name();
        Optional<ColumnType> known = Arrays.stream(ColumnType.values())
                .filter(one -> one.name().equals(type))
                .findFirst();
        List<Column> fields = new ArrayList<>();
        if (known.filter(ColumnType.STRUCT::equals).isPresent()) {
            FieldList inner = field.getSubFields();
            inner.forEach(one -> of(one).ifPresent(fields::add));
            if (fields.size() < inner.size()) {
                return Optional.empty();
            }
        }
        return known.map(is -> new Column(
                field.getName(),
                is,
                field.getMode() == null
                        ? Column.Mode.NULLABLE
                        : Column.Mode.valueOf(field.getMode().name()),
                Optional.ofNullable(field.getDescription()).orElse(""),
                List.of(),
                digits(field.getPrecision()),
                digits(field.getScale()),
                OptionalInt.empty(),
                fields));
    }

    private static OptionalInt digits(Long number) {
        return number == null ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(number));
    }
}
