package dev.tablekeeper.stores.google.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.FieldList;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardSQLTypeName;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A table's resource, in the JSON of BigQuery's REST API: what is kept of it, and which definition it comes to. */
final class TableResource {
    /** What makes a table what it is, besides its rows. */
    private static final List<String> KEPT = List.of(
            "kind",
            "schema",
            "timePartitioning",
            "rangePartitioning",
            "requirePartitionFilter",
            "clustering",
            "labels",
            "resourceTags",
            "description",
            "friendlyName",
            "tableConstraints",
            "defaultCollation",
            "defaultRoundingMode",
            "encryptionConfiguration");
    /** What an extract can write as an Avro field of the same name. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private TableResource() {}

    /**
     * What to make a table from that is as this one was.
     *
     * @param live as it is now, which knows more than a copy of the past
     * @param schema at the instant; where the live one has other columns by now, it stands
     */
    static ObjectNode kept(ObjectNode live, ObjectNode schema) {
        ObjectNode kept = live.deepCopy().retain(KEPT);
        if (!same(live.path("schema").path("fields"), schema.path("fields"))) {
            kept.set("schema", schema);
        }
        return kept;
    }

    private static boolean same(JsonNode fields, JsonNode others) {
        return fields.size() == others.size()
                && IntStream.range(0, fields.size())
                        .allMatch(i -> List.of("name", "type", "mode", "precision", "scale", "maxLength").stream()
                                        .allMatch(part -> fields.get(i)
                                                .path(part)
                                                .equals(others.get(i).path(part)))
                                && same(
                                        fields.get(i).path("fields"),
                                        others.get(i).path("fields")));
    }

    /**
     * The table's definition: the one that is said to be its, if the table is so, else what it is.
     *
     * @throws StoreFailure NOT_POSSIBLE where columns are not what a backup can hold, naming all of them
     */
    static TableDefinition definition(String table, ObjectNode schema, List<TableDefinition> described) {
        JsonNode fields = schema.path("fields");
        List<String> impossible = new ArrayList<>();
        List<Column> columns = columns(table, fields, impossible);
        if (columns.isEmpty()) {
            impossible.add(table + " has no columns");
        }
        if (!impossible.isEmpty()) {
            throw new StoreFailure(
                    FailureType.NOT_POSSIBLE,
                    String.join("; ", impossible)
                            + ": no backup can hold that. Alter the table, or name the tables to back up, without this"
                            + " one");
        }
        Schema there = Schema.of(fields(fields));
        List<String> names = columns.stream().map(Column::name).toList();
        return described.stream()
                .filter(definition -> definition.name().equals(table)
                        && TableSchema.differences(definition, there).isEmpty()
                        // Files are read by exact names, BigQuery's differ by more than case.
                        && names.containsAll(
                                definition.columns().stream().map(Column::name).toList()))
                .findFirst()
                .orElseGet(() -> TableDefinition.of(table, List.of(), columns));
    }

    private static List<Column> columns(String where, JsonNode fields, List<String> impossible) {
        List<Column> columns = new ArrayList<>();
        for (JsonNode field : fields) {
            String name = field.path("name").asText();
            String type = standard(field.path("type").asText());
            if (!PLAIN.matcher(name).matches()) {
                impossible.add(where + "." + name + " has a name that Avro does not take");
            } else if (List.of(ColumnType.values()).stream()
                    .noneMatch(known -> known.name().equals(type))) {
                impossible.add(where + "." + name + " is " + type);
            } else {
                columns.add(column(where, field, ColumnType.valueOf(type), impossible));
            }
        }
        return columns;
    }

    /** The older names of types, which is what the API answers with. */
    private static String standard(String type) {
        return switch (type) {
            case "INTEGER" -> "INT64";
            case "FLOAT" -> "FLOAT64";
            case "BOOLEAN" -> "BOOL";
            case "RECORD" -> "STRUCT";
            default -> type;
        };
    }

    private static Column column(String where, JsonNode field, ColumnType type, List<String> impossible) {
        String name = field.path("name").asText();
        return new Column(
                name,
                type,
                Column.Mode.valueOf(field.path("mode").asText(Column.Mode.NULLABLE.name())),
                field.path("description").asText(""),
                List.of(),
                number(field, "precision"),
                number(field, "scale"),
                number(field, "maxLength"),
                columns(where + "." + name, field.path("fields"), impossible));
    }

    private static OptionalInt number(JsonNode field, String name) {
        return field.has(name) ? OptionalInt.of(field.get(name).asInt()) : OptionalInt.empty();
    }

    private static FieldList fields(JsonNode fields) {
        List<Field> made = new ArrayList<>();
        for (JsonNode field : fields) {
            Field.Builder one = Field.newBuilder(
                            field.path("name").asText(),
                            StandardSQLTypeName.valueOf(
                                    standard(field.path("type").asText())),
                            fields(field.path("fields")).toArray(Field[]::new))
                    .setMode(Field.Mode.valueOf(field.path("mode").asText(Field.Mode.NULLABLE.name())));
            if (field.has("precision")) {
                one.setPrecision(field.get("precision").asLong());
            }
            if (field.has("scale")) {
                one.setScale(field.get("scale").asLong());
            }
            made.add(one.build());
        }
        return FieldList.of(made);
    }
}
