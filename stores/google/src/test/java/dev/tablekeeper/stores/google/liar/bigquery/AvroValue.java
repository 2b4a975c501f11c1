package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collection;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** Values of Avro files as texts, and as JSON of texts where they are nested: what {@link Staged} takes. */
final class AvroValue {
    private AvroValue() {}

    static String text(Schema schema, Object value) {
        if (value == null) {
            return null;
        }
        Schema one = schema.getType() == Schema.Type.UNION ? AvroFields.other(schema) : schema;
        return one.getType() == Schema.Type.ARRAY || one.getType() == Schema.Type.RECORD
                ? nested(one, value).toString()
                : leaf(one, value);
    }

    private static JsonNode nested(Schema schema, Object value) {
        if (value == null) {
            return NullNode.getInstance();
        }
        switch (schema.getType()) {
            case UNION -> {
                return nested(AvroFields.other(schema), value);
            }
            case ARRAY -> {
                ArrayNode elements = Json.array();
                ((Collection<?>) value).forEach(element -> elements.add(nested(schema.getElementType(), element)));
                return elements;
            }
            case RECORD -> {
                ObjectNode members = Json.object();
                for (Schema.Field field : schema.getFields()) {
                    members.set(field.name(), nested(field.schema(), ((GenericRecord) value).get(field.pos())));
                }
                return members;
            }
            default -> {
                return TextNode.valueOf(leaf(schema, value));
            }
        }
    }

    private static String leaf(Schema schema, Object value) {
        if (!(value instanceof ByteBuffer buffer)) {
            return value.toString();
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            return plain(new BigDecimal(new BigInteger(bytes), decimal.getScale()));
        }
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
