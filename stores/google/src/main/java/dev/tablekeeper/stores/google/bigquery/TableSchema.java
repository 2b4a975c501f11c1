package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.FieldList;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardSQLTypeName;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.upkeep.Change;
import dev.tablekeeper.stores.upkeep.Change.Kind;
import dev.tablekeeper.stores.upkeep.ColumnChanges;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Definitions as BigQuery's schemas, and how a table's schema differs from its definition. Case of names is ignored. */
final class TableSchema {
    private static final String FIELD =
            "change the field yourself (bq update PROJECT:DATASET.TABLE schema.json), or put"
                    + " the table's fields into the definition: fields within a record are not changed here";

    private TableSchema() {}

    static Schema of(TableDefinition table) {
        return Schema.of(table.columns().stream().map(TableSchema::field).toList());
    }

    static Field field(Column column) {
        StandardSQLTypeName type = StandardSQLTypeName.valueOf(column.type().name());
        Field[] fields = column.fields().stream().map(TableSchema::field).toArray(Field[]::new);
        Field.Builder field = Field.newBuilder(column.name(), type, fields)
                .setMode(Field.Mode.valueOf(column.mode().name()));
        if (!column.description().isEmpty()) {
            field.setDescription(column.description());
        }
        column.precision().ifPresent(precision -> field.setPrecision((long) precision));
        column.scale().ifPresent(scale -> field.setScale((long) scale));
        return field.build();
    }

    /** How a table is not as its definition says, one sentence each. */
    static List<String> differences(TableDefinition table, Schema there) {
        return changes(table, there).stream().map(Change::difference).toList();
    }

    /** What would have to be done to a table's columns. */
    static List<Change> changes(TableDefinition table, Schema there) {
        List<Change> changes = new ArrayList<>();
        compare(table.name(), table.columns(), there.getFields(), changes, true);
        return changes;
    }

    /** @param outermost whether these are columns, not fields within one: only columns are changed here */
    private static void compare(
            String where, List<Column> columns, FieldList there, List<Change> changes, boolean outermost) {
        Map<String, Field> unnamed = byName(there);
        for (Column column : columns) {
            String name = where + "." + column.name();
            Field field = unnamed.remove(folded(column.name()));
            if (field == null) {
                Change missing = ColumnChanges.missing(name, column);
                changes.add(outermost ? missing : missing.with(Kind.CHANGE_TYPE, FIELD));
                continue;
            }
            String wanted = spelled(field(column));
            if (!spelled(field).equals(wanted)) {
                changes.add(ColumnChanges.type(name, spelled(field), wanted));
            } else if (column.type() == ColumnType.STRUCT) {
                compare(name, column.fields(), field.getSubFields(), changes, false);
            }
            mode(name, field, column)
                    .ifPresent(change ->
                            changes.add(outermost || !change.safe() ? change : change.with(Kind.CHANGE_MODE, FIELD)));
        }
        unnamed.values().forEach(left -> changes.add(ColumnChanges.surplus(where + "." + left.getName())));
    }

    /** How a table does not have these columns, one sentence each; it may have others. */
    static List<String> lacking(String table, List<Column> columns, Schema there) {
        List<String> differences = new ArrayList<>();
        for (Column column : columns) {
            String name = table + "." + column.name();
            Optional<Field> field = named(there, column.name());
            String wanted = whole(field(column));
            if (field.isEmpty()) {
                differences.add(name + " is not in the table any more");
            } else if (!whole(field.get()).equals(wanted)) {
                differences.add(name + " is " + whole(field.get()) + ", not " + wanted);
            }
        }
        return differences;
    }

    static Optional<Field> named(Schema schema, String name) {
        return Optional.ofNullable(byName(schema.getFields()).get(folded(name)));
    }

    /** A type with all that is in it; of two that are spelled in the same way, the one's values are the other's. */
    static String whole(Field field) {
        String one = field.getType().getStandardType() == StandardSQLTypeName.STRUCT
                ? field.getSubFields().stream()
                        .map(inner -> inner.getName() + " " + whole(inner))
                        .collect(Collectors.joining(", ", "STRUCT<", ">"))
                : spelled(field);
        return field.getMode() == Field.Mode.REPEATED ? "ARRAY<" + one + ">" : one;
    }

    private static Optional<Change> mode(String name, Field field, Column column) {
        String mode = mode(field);
        if (mode.equals(column.mode().name())) {
            return Optional.empty();
        }
        String difference = name + " is " + mode + " in the table, and is " + column.mode() + " in the definition";
        boolean relaxed = mode.equals(Column.Mode.REQUIRED.name()) && column.mode() == Column.Mode.NULLABLE;
        return Optional.of(relaxed ? ColumnChanges.relaxed(name, difference) : ColumnChanges.mode(name, difference));
    }

    static String mode(Field field) {
        return field.getMode() == null
                ? Column.Mode.NULLABLE.name()
                : field.getMode().name();
    }

    private static String spelled(Field field) {
        String type = field.getType().getStandardType().name();
        if (field.getPrecision() == null) {
            return type;
        }
        long scale = field.getScale() == null ? 0 : field.getScale();
        return type + "(" + field.getPrecision() + (scale == 0 ? "" : ", " + scale) + ")";
    }

    static Map<String, Field> byName(FieldList fields) {
        Map<String, Field> byName = new LinkedHashMap<>();
        fields.forEach(field -> byName.put(folded(field.getName()), field));
        return byName;
    }

    static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
