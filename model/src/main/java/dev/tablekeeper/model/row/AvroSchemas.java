package dev.tablekeeper.model.row;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import java.util.List;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * Avro schemas of tables, in the mapping that BigQuery uses for exports with logical types.
 *
 * @see <a href="https://cloud.google.com/bigquery/docs/exporting-data#avro_export_details">Avro export details</a>
 */
final class AvroSchemas {
    private static final int NUMERIC_DIGITS = 38;
    private static final int NUMERIC_SCALE = 9;
    private static final int BIGNUMERIC_DIGITS = 77;
    private static final int BIGNUMERIC_SCALE = 38;

    private AvroSchemas() {}

    static Schema of(TableDefinition table) {
        return record(table.name(), table.columns());
    }

    /** The number of digits after the point with which a NUMERIC or BIGNUMERIC travels. */
    static int scale(Column column) {
        return switch (column.type()) {
            case NUMERIC -> NUMERIC_SCALE;
            case BIGNUMERIC -> BIGNUMERIC_SCALE;
            default -> throw new IllegalArgumentException(column.name() + " is no decimal");
        };
    }

    private static Schema record(String name, List<Column> columns) {
        Schema record = Schema.createRecord(name, null, null, false);
        record.setFields(columns.stream().map(c -> field(name, c)).toList());
        return record;
    }

    private static Schema.Field field(String parent, Column column) {
        Schema value = value(parent + "_" + column.name(), column);
        return switch (column.mode()) {
            case REQUIRED -> new Schema.Field(column.name(), value, null, null);
            case REPEATED -> new Schema.Field(column.name(), Schema.createArray(value), null, null);
            case NULLABLE ->
                new Schema.Field(
                        column.name(),
                        Schema.createUnion(Schema.create(Schema.Type.NULL), value),
                        null,
                        JsonProperties.NULL_VALUE);
        };
    }

    private static Schema value(String name, Column column) {
        return switch (column.type()) {
            case INT64 -> Schema.create(Schema.Type.LONG);
            case FLOAT64 -> Schema.create(Schema.Type.DOUBLE);
            case BOOL -> Schema.create(Schema.Type.BOOLEAN);
            case STRING -> Schema.create(Schema.Type.STRING);
            case BYTES -> Schema.create(Schema.Type.BYTES);
            case NUMERIC ->
                LogicalTypes.decimal(NUMERIC_DIGITS, NUMERIC_SCALE).addToSchema(Schema.create(Schema.Type.BYTES));
            case BIGNUMERIC ->
                LogicalTypes.decimal(BIGNUMERIC_DIGITS, BIGNUMERIC_SCALE).addToSchema(Schema.create(Schema.Type.BYTES));
            case DATE -> LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
            case TIME -> LogicalTypes.timeMicros().addToSchema(Schema.create(Schema.Type.LONG));
            case TIMESTAMP -> LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
            case DATETIME -> text("logicalType", "datetime");
            case JSON -> text("sqlType", "JSON");
            case GEOGRAPHY -> text("sqlType", "GEOGRAPHY");
            case STRUCT -> record(name, column.fields());
        };
    }

    private static Schema text(String property, String value) {
        Schema schema = Schema.create(Schema.Type.STRING);
        schema.addProp(property, value);
        return schema;
    }
}
