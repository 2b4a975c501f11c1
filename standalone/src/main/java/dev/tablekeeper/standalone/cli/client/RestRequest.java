package dev.tablekeeper.standalone.cli.client;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One request, before it is known to which server.
 *
 * @param path encoded, with a leading slash
 * @param waitSeconds how long the server may hold its reply; 0 for not at all
 */
public record RestRequest(
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        Supplier<BodyPublisher> body,
        int waitSeconds) {

    public RestRequest {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    /** A GET of these path segments, each taken literally. */
    public static RestRequest get(String... segments) {
        return new RestRequest("GET", path(segments), Map.of(), Map.of(), BodyPublishers::noBody, 0);
    }

    /** A POST without a body to these path segments, each taken literally. */
    public static RestRequest post(String... segments) {
        return new RestRequest("POST", path(segments), Map.of(), Map.of(), BodyPublishers::noBody, 0);
    }

    /** A DELETE of these path segments, each taken literally. */
    public static RestRequest delete(String... segments) {
        return new RestRequest("DELETE", path(segments), Map.of(), Map.of(), BodyPublishers::noBody, 0);
    }

    public RestRequest query(String name, Object value) {
        return new RestRequest(method, path, with(query, name, value.toString()), headers, body, waitSeconds);
    }

    public RestRequest query(String name, Optional<?> value) {
        return value.map(v -> query(name, v)).orElse(this);
    }

    public RestRequest header(String name, String value) {
        return new RestRequest(method, path, query, with(headers, name, value), body, waitSeconds);
    }

    /** The same with a body; the supplier is asked anew for every time the request is sent. */
    public RestRequest body(String contentType, Supplier<BodyPublisher> newBody) {
        return new RestRequest(method, path, query, with(headers, "Content-Type", contentType), newBody, waitSeconds);
    }

    /** The same, the reply held until the job ends, at most so long. */
    public RestRequest waiting(int seconds) {
        RestRequest preferring = seconds > 0 ? header("Prefer", "wait=" + seconds) : this;
        return new RestRequest(method, path, query, preferring.headers, body, seconds);
    }

    /** Where this request goes at that server. */
    URI at(URI server) {
        String base = server.toString().replaceAll("/+$", "");
        String parameters = query.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
                .collect(Collectors.joining("&"));
        return URI.create(base + path + (parameters.isEmpty() ? "" : "?" + parameters));
    }

    private static Map<String, String> with(Map<String, String> map, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(map);
        more.put(name, value);
        return more;
    }

    private static String path(String... segments) {
        return Arrays.stream(segments).map(s -> "/" + encode(s)).collect(Collectors.joining());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
