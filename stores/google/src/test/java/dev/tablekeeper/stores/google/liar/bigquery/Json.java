package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** JSON trees, as requests and answers are made of. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + text, e);
        }
    }

    static ObjectNode parse(byte[] body) {
        return (ObjectNode) parse(new String(body, StandardCharsets.UTF_8));
    }

    static Optional<String> text(JsonNode node, String name) {
        return Optional.ofNullable(node.get(name))
                .filter(value -> !value.isNull())
                .map(JsonNode::asText);
    }

    static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** What PATCH means: a member that is null goes, all others take the place of what was there. */
    static void patch(ObjectNode there, JsonNode changes) {
        for (Map.Entry<String, JsonNode> member : changes.properties()) {
            if (member.getValue().isNull()) {
                there.remove(member.getKey());
            } else if (member.getKey().equals("labels")) {
                patch(there.withObject("/labels"), member.getValue());
            } else {
                there.set(member.getKey(), member.getValue());
            }
        }
    }
}
