package dev.tablekeeper.stores.google.liar;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One answer. */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares answers.
public record Response(int status, Map<String, String> headers, byte[] body) {

    public static Response of(int status) {
        return new Response(status, Map.of(), new byte[0]);
    }

    public static Response json(int status, String json) {
        return new Response(
                status,
                Map.of("Content-Type", "application/json; charset=UTF-8"),
                json.getBytes(StandardCharsets.UTF_8));
    }

    /** An error in the form that Google's JSON APIs give: code, message and one reason. */
    public static Response error(int status, String reason, String message) {
        return json(status, """
                {"error": {"code": %1$d, "message": "%3$s", "errors": [
                  {"domain": "global", "reason": "%2$s", "message": "%3$s"}]}}
                """.formatted(
                        status, reason, message.replace("\\", "\\\\").replace("\"", "\\\"")));
    }

    public Response with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Response(status, more, body);
    }
}
