package dev.tablekeeper.api.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The fields of a request's JSON body, each optional; one that is not known, or of another type, is a fault. */
final class BodyFields {
    private final ObjectNode body;
    private final Faults faults;

    /** @param known the names that the route knows */
    BodyFields(ObjectNode body, Faults faults, List<String> known) {
        this.body = body;
        this.faults = faults;
        requireKnown(body, faults, known);
    }

    /** Each field that the route does not know is a fault. */
    static void requireKnown(ObjectNode body, Faults faults, List<String> known) {
        body.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                faults.add(field, "is not known here; " + UnknownName.guess(field, known));
            }
        });
    }

    boolean has(String field) {
        return body.has(field);
    }

    Optional<String> text(String field) {
        return read(field, "a text", node -> isText(node) ? Optional.of(node.asText()) : Optional.empty());
    }

    Optional<Boolean> bool(String field) {
        return read(
                field, "true or false", node -> node.isBoolean() ? Optional.of(node.asBoolean()) : Optional.empty());
    }

    /** Empty also where it is left out. */
    List<String> texts(String field) {
        return read(field, "a list of texts", BodyFields::texts).orElse(List.of());
    }

    /** @param form what a value is, as a sentence goes on that begins with "is" */
    <T> Optional<T> read(String field, String form, Function<JsonNode, Optional<T>> reader) {
        JsonNode node = body.path(field);
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        Optional<T> value = reader.apply(node);
        if (value.isEmpty()) {
            faults.add(field, "is " + form + ", not " + node);
        }
        return value;
    }

    static boolean isText(JsonNode node) {
        return node.isTextual() && !node.asText().isEmpty();
    }

    private static Optional<List<String>> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        for (JsonNode one : node) {
            if (isText(one)) {
                texts.add(one.asText());
            }
        }
        return node.isArray() && texts.size() == node.size() ? Optional.of(texts) : Optional.empty();
    }
}
