package dev.tablekeeper.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.tablekeeper.model.json.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The API's description of itself, held against its answers: each must be described, and must have no field that is not,
 * although clients are told to expect more.
 */
final class Description {
    private static final String PLACE = "https://tablekeeper.example/openapi.json";
    private static final Map<String, Description> KNOWN = new ConcurrentHashMap<>();

    private final JsonNode document;
    private final SchemaRegistry registry;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private Description(String text) {
        document = read(text);
        close(document);
        registry = SchemaRegistry.withDialect(
                Dialects.getDraft202012(), builder -> builder.schemas(Map.of(PLACE, Json.write(document))));
    }

    /** Worlds of the same tables have the same description, which is costly to take in. */
    static Description of(String openapi) {
        return KNOWN.computeIfAbsent(openapi, Description::new);
    }

    /** The answer is one that the description gives for the request. */
    void check(String method, String path, HttpResponse<String> answer) {
        String type = answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0];
        if (answer.statusCode() == 405) {
            checkProblem(type, answer);
            return;
        }
        String pointer = "";
        for (Map.Entry<String, JsonNode> entry : document.get("paths").properties()) {
            boolean matches = Pattern.matches(entry.getKey().replaceAll("\\{\\w+}", "[^/]+"), path);
            if (matches
                    && entry.getValue().has(method)
                    && (pointer.isEmpty() || !entry.getKey().contains("{"))) {
                pointer = "/paths/" + entry.getKey().replace("/", "~1") + "/" + method;
            }
        }
        if (pointer.isEmpty()) {
            assertThat(answer.statusCode()).as(method + " " + path).isIn(204, 403, 404);
            return;
        }
        pointer = resolved(pointer + "/responses/" + answer.statusCode());
        String what = method + " " + path + " is answered with " + answer.statusCode() + " " + type;
        assertThat(document.at(pointer).isObject()).as(what).isTrue();
        JsonNode content = document.at(pointer).path("content");
        if (content.isMissingNode()) {
            assertThat(answer.body()).as(what).isEmpty();
            return;
        }
        assertThat(content.has(type)).as(what).isTrue();
        if (type.endsWith("json")) {
            conforms(pointer + "/content/" + type.replace("/", "~1") + "/schema", answer.body(), what);
        }
    }

    /** The JSON is what this schema says. */
    void conforms(String pointer, String json, String what) {
        Schema schema = schemas.computeIfAbsent(
                pointer,
                p -> registry.getSchema(
                        SchemaLocation.of(PLACE + "#" + p.replace("{", "%7B").replace("}", "%7D"))));
        assertThat(schema.validate(read(json))).as(what + ": " + json).isEmpty();
    }

    private void checkProblem(String type, HttpResponse<String> answer) {
        assertThat(type).isEqualTo(Problem.CONTENT_TYPE);
        assertThat(answer.headers().firstValue("Allow")).isPresent();
        if (!answer.body().isEmpty()) {
            conforms("/components/schemas/Problem", answer.body(), "405");
        }
    }

    private String resolved(String pointer) {
        JsonNode reference = document.at(pointer).path("$ref");
        return reference.isTextual() ? reference.asText().substring(1) : pointer;
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("properties").isObject()
                && object.path("type").asText().equals("object")) {
            if (!object.has("additionalProperties")) {
                object.put("additionalProperties", false);
            }
        }
        node.forEach(Description::close);
    }

    private static JsonNode read(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }
}
