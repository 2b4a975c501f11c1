package dev.tablekeeper.model.row;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.DecimalRange;
import dev.tablekeeper.model.table.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * Which Avro schema a table has: BigQuery's own mapping of an export with logical types.
 *
 * @see <a href="https://cloud.google.com/bigquery/docs/exporting-data#avro_export_details">Avro export details</a>
 */
final class AvroSchema {
    /** The name that BigQuery gives to a row. */
    private static final String ROW = "Root";

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    /** What a name begins with that stands for another. */
    private static final String CODED = "tk__";

    private int structs;

    private AvroSchema() {}

    static Schema of(TableDefinition table) {
        return new AvroSchema().record(ROW, table.columns());
    }

    private Schema record(String name, List<Column> columns) {
        List<Schema.Field> fields = new ArrayList<>();
        for (Column column : columns) {
            Schema value = value(column);
            String fieldName = fieldName(column);
            Schema.Field field = new Schema.Field(
                    fieldName,
                    switch (column.mode()) {
                        case REQUIRED -> value;
                        case REPEATED -> Schema.createArray(value);
                        case NULLABLE -> Schema.createUnion(Schema.create(Schema.Type.NULL), value);
                    });
            if (!fieldName.equals(column.name())) {
                field.addProp("columnName", column.name());
            }
            fields.add(field);
        }
        return Schema.createRecord(name, null, null, false, fields);
    }

    private Schema value(Column column) {
        return switch (column.type()) {
            case INT64 -> Schema.create(Schema.Type.LONG);
            case FLOAT64 -> Schema.create(Schema.Type.DOUBLE);
            case BOOL -> Schema.create(Schema.Type.BOOLEAN);
            case STRING -> Schema.create(Schema.Type.STRING);
            case BYTES -> Schema.create(Schema.Type.BYTES);
            case NUMERIC, BIGNUMERIC -> decimal(DecimalRange.of(column));
            case DATE -> LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
            case TIME -> LogicalTypes.timeMicros().addToSchema(Schema.create(Schema.Type.LONG));
            case TIMESTAMP -> LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
            case DATETIME -> new LogicalType("datetime").addToSchema(Schema.create(Schema.Type.STRING));
            case JSON, GEOGRAPHY -> {
                Schema text = Schema.create(Schema.Type.STRING);
                text.addProp("sqlType", column.type().name());
                yield text;
            }
            // The number keeps the names of two records apart.
            case STRUCT -> record(fieldName(column) + "_" + ++structs, column.fields());
        };
    }

    /**
     * The name of a column's field: its own, or another where Avro or its readers would not take that, which no other
     * column gets.
     */
    static String fieldName(Column column) {
        String name = column.name();
        if (PLAIN.matcher(name).matches() && !name.startsWith(CODED)) {
            return name;
        }
        StringBuilder coded = new StringBuilder(CODED);
        name.codePoints()
                .forEach(c -> coded.append(
                        c < 128 && Character.isLetterOrDigit(c)
                                ? Character.toString(c)
                                : "_" + Integer.toHexString(c) + "_"));
        return coded.toString();
    }

    private static Schema decimal(DecimalRange range) {
        return LogicalTypes.decimal(range.precision(), range.scale()).addToSchema(Schema.create(Schema.Type.BYTES));
    }

    /**
     * What decides how rows are laid out and what their values mean; names of records, documentation and further
     * properties do not count. Two schemas with one shape read each other's rows.
     */
    static String shape(Schema schema) {
        String logical = schema.getProp(LogicalType.LOGICAL_TYPE_PROP);
        String meaning = logical == null
                ? ""
                : ":" + logical
                        + (logical.equals("decimal")
                                ? "(" + schema.getObjectProp("precision") + "," + scale(schema) + ")"
                                : "");
        return switch (schema.getType()) {
            case RECORD ->
                schema.getFields().stream()
                        .map(field -> field.name() + " " + shape(field.schema()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case ARRAY -> "[" + shape(schema.getElementType()) + "]";
            case UNION -> schema.getTypes().stream().map(AvroSchema::shape).collect(Collectors.joining("|"));
            default -> schema.getType().getName() + meaning;
        };
    }

    private static Object scale(Schema decimal) {
        Object scale = decimal.getObjectProp("scale");
        return scale == null ? 0 : scale;
    }
}
