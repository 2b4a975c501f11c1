package dev.tablekeeper.standalone.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import java.net.http.HttpHeaders;
import java.util.Optional;

/** What a server answered. */
public record Reply(int status, HttpHeaders headers, String body) {

    /** The body as JSON; empty where it is none. */
    public Optional<JsonNode> json() {
        try {
            return Optional.of(Json.MAPPER.readTree(body)).filter(JsonNode::isObject);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    public boolean refused() {
        return status >= 400;
    }
}
