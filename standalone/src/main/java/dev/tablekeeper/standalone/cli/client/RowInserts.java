package dev.tablekeeper.standalone.cli.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tablekeeper.model.value.JsonRowParser;
import dev.tablekeeper.model.value.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Starts inserts, of rows as they stand in a file: nothing of them is read into numbers on the way. */
public final class RowInserts {
    private static final JsonFactory FACTORY = JsonText.factory(JsonRowParser.MOST_DEPTH, false);

    private static final String ROWS = "rows";

    private final RestClient client;
    private final JobProgress progress;

    public RowInserts(RestClient client, JobProgress progress) {
        this.client = client;
        this.progress = progress;
    }

    /**
     * The job that inserts the rows of a request's body.
     *
     * @param body as {@link #body} makes it
     * @param options named as in the API
     */
    public RemoteJob start(
            String table, byte[] body, Map<String, String> options, String idempotencyKey, int waitSeconds) {
        RestRequest request = RestRequest.post("v1", "tables", table, "rows")
                .header("Idempotency-Key", idempotencyKey)
                .body("application/json", () -> BodyPublishers.ofByteArray(body))
                .waiting(waitSeconds);
        for (Map.Entry<String, String> option : options.entrySet()) {
            request = request.query(option.getKey(), option.getValue());
        }
        return Sending.job(client, progress, request, true);
    }

    /**
     * The request's body for what people keep rows in: a list, one object after the other (a line each, or not), or
     * {@code {"rows": [...]}}.
     *
     * @throws com.fasterxml.jackson.core.JsonProcessingException where it is not JSON
     */
    public static byte[] body(byte[] json) throws IOException {
        List<byte[]> values = new ArrayList<>();
        JsonToken first = JsonToken.NOT_AVAILABLE;
        boolean request = false;
        try (JsonParser parser = FACTORY.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                first = values.isEmpty() ? token : first;
                int from = (int) parser.currentTokenLocation().getByteOffset();
                request |= token == JsonToken.START_OBJECT
                        && parser.nextToken() == JsonToken.FIELD_NAME
                        && parser.currentName().equals(ROWS)
                        && parser.nextToken() == JsonToken.START_ARRAY;
                while (!parser.getParsingContext().inRoot()) {
                    parser.nextToken();
                }
                parser.finishToken();
                values.add(Arrays.copyOfRange(
                        json, from, (int) parser.currentLocation().getByteOffset()));
            }
        }
        boolean one = values.size() == 1;
        if (one && request) {
            return json;
        }
        return one && first == JsonToken.START_ARRAY ? wrapped("", values, "") : wrapped("[", values, "]");
    }

    private static byte[] wrapped(String before, List<byte[]> values, String after) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("{\"" + ROWS + "\":" + before).getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                body.write(',');
            }
            body.writeBytes(values.get(i));
        }
        body.writeBytes((after + "}").getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }
}
