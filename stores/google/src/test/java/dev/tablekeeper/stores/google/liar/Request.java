package dev.tablekeeper.stores.google.liar;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One request, read whole and unpacked.
 *
 * @param uri path and query as they came, still encoded
 * @param headers by their names in lower case; of those that came twice, the first
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares requests.
public record Request(String method, URI uri, Map<String, String> headers, byte[] body) {

    /** The path, encoded. */
    public String path() {
        return uri.getRawPath();
    }

    /** The parts between the slashes of the path, decoded: an encoded slash stays within its part. */
    public List<String> parts() {
        return Arrays.stream(path().substring(1).split("/", -1))
                .map(part -> decode(part.replace("+", "%2B")))
                .toList();
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The first parameter of this name in the query. */
    public Optional<String> parameter(String name) {
        return parameters(name).stream().findFirst();
    }

    /** All parameters of this name in the query. */
    public List<String> parameters(String name) {
        String query = Optional.ofNullable(uri.getRawQuery()).orElse("");
        return Arrays.stream(query.split("&"))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> decode(pair.substring(name.length() + 1)))
                .toList();
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** For messages of tests that fail. */
    @Override
    public String toString() {
        return method + " " + uri + " (" + body.length + " bytes)";
    }
}
