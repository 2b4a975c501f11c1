package dev.tablekeeper.standalone.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tablekeeper.model.workflow.FailureType;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a server refused, as it said; made up from the status where it said nothing.
 *
 * @param code the type without {@code urn:tablekeeper:}; empty where there is none
 * @param faults each fault of the request: {@code field: reason}
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public record Problem(String code, String title, String detail, List<String> faults) {

    public Problem {
        faults = List.copyOf(faults);
    }

    static Problem of(Reply reply) {
        JsonNode json = reply.json().orElse(MissingNode.getInstance());
        List<String> faults = new ArrayList<>();
        json.path("errors").forEach(e -> faults.add(fault(e)));
        return new Problem(
                code(json.path("type").asText("")),
                json.path("title").asText("The server answered " + reply.status()),
                json.path("detail").asText(""),
                faults);
    }

    /** The code in a {@code urn:tablekeeper:<code>}. */
    static String code(String type) {
        return type.startsWith(FailureType.URN) ? type.substring(FailureType.URN.length()) : "";
    }

    private static String fault(JsonNode error) {
        if (error.has("field")) {
            return error.path("field").asText() + ": " + error.path("reason").asText();
        }
        if (error.has("row")) {
            String column = error.path("column").asText();
            return error.path("table").asText() + ", row " + error.path("row").asText()
                    + (column.isEmpty() ? "" : ", " + column) + ": "
                    + error.path("reason").asText() + " ("
                    + error.path("code").asText() + ")";
        }
        List<String> parts = new ArrayList<>();
        error.properties()
                .forEach(f -> parts.add(f.getKey() + " " + f.getValue().asText()));
        return String.join(", ", parts);
    }
}
