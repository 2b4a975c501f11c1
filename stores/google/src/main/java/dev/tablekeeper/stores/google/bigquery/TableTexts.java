package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.FieldList;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.TableInfo;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.upkeep.Change;
import dev.tablekeeper.stores.upkeep.Change.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What is said about tables and columns: descriptions and labels. What a definition does not say is left as it is. */
final class TableTexts {
    private TableTexts() {}

    static Optional<Change> described(TableDefinition wanted, TableInfo there, Schema schema) {
        List<String> others = new ArrayList<>();
        if (differs(wanted.description(), there.getDescription())) {
            others.add(wanted.name());
        }
        undescribed(wanted.name(), wanted.columns(), schema.getFields(), others);
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(new Change(
                        Kind.DESCRIBE,
                        wanted.name(),
                        "another description than in the definition has " + String.join(", ", others),
                        "it is changed"));
    }

    static boolean differs(String wanted, String there) {
        return !wanted.isEmpty() && !wanted.equals(Objects.requireNonNullElse(there, ""));
    }

    private static void undescribed(String where, List<Column> columns, FieldList there, List<String> others) {
        Map<String, Field> fields = TableSchema.byName(there);
        for (Column column : columns) {
            Field field = fields.get(TableSchema.folded(column.name()));
            if (field != null && differs(column.description(), field.getDescription())) {
                others.add(where + "." + column.name());
            }
            if (field != null && field.getSubFields() != null) {
                undescribed(where + "." + column.name(), column.fields(), field.getSubFields(), others);
            }
        }
    }

    /** Labels that others have put there stay. */
    static Optional<Change> labelled(TableDefinition wanted, TableInfo there) {
        Map<String, String> others = new TreeMap<>(wanted.labels());
        others.entrySet()
                .removeIf(label -> label.getValue().equals(there.getLabels().get(label.getKey())));
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(new Change(
                        Kind.LABEL,
                        wanted.name(),
                        wanted.name() + " has not the labels " + String.join(", ", others.keySet())
                                + " of its definition",
                        "they are set"));
    }

    /** A table's schema after the changes of these kinds. */
    static Schema changed(TableDefinition wanted, Schema there, Set<Kind> kinds) {
        List<Field> fields = new ArrayList<>();
        Map<String, Field> byName = TableSchema.byName(there.getFields());
        there.getFields().forEach(field -> fields.add(changed(wanted.columns(), field, kinds, true)));
        if (kinds.contains(Kind.ADD_COLUMN)) {
            wanted.columns().stream()
                    .filter(column -> !column.required() && !byName.containsKey(TableSchema.folded(column.name())))
                    .forEach(column -> fields.add(TableSchema.field(column)));
        }
        return Schema.of(fields);
    }

    private static Field changed(List<Column> columns, Field there, Set<Kind> kinds, boolean outermost) {
        Optional<Column> found = columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(there.getName()))
                .findFirst();
        if (found.isEmpty()) {
            return there;
        }
        Column column = found.get();
        Field.Builder field = there.toBuilder();
        if (there.getSubFields() != null) {
            field.setType(
                    there.getType(),
                    there.getSubFields().stream()
                            .map(inner -> changed(column.fields(), inner, kinds, false))
                            .toArray(Field[]::new));
        }
        if (kinds.contains(Kind.DESCRIBE) && !column.description().isEmpty()) {
            field.setDescription(column.description());
        }
        if (outermost && kinds.contains(Kind.RELAX_COLUMN) && column.mode() == Column.Mode.NULLABLE) {
            field.setMode(Field.Mode.NULLABLE);
        }
        return field.build();
    }
}
