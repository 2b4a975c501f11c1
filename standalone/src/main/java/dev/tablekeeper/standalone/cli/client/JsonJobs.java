package dev.tablekeeper.standalone.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;

/** Starts jobs by a JSON body, each request with a key of its own, so that a lost answer starts nothing twice. */
public final class JsonJobs {
    private JsonJobs() {}

    /** @param route where the body goes */
    public static RemoteJob start(
            RestClient client, JobProgress progress, RestRequest route, JsonNode body, int waitSeconds) {
        String json = Json.write(body);
        RestRequest request = route.header("Idempotency-Key", "cli-" + UUID.randomUUID())
                .body("application/json", () -> BodyPublishers.ofString(json))
                .waiting(waitSeconds);
        return Sending.job(client, progress, request, true);
    }
}
