package dev.tablekeeper.stores.google.liar;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The one call of Cloud Storage's XML API that is used: a PUT to an address that an account has signed, by the V4 rules. A
 * header that was signed and does not come as it was signed, a signature of others and one that is over are refused.
 *
 * @see <a href="https://cloud.google.com/storage/docs/authentication/signatures">Signatures</a>
 */
public record SignedPuts(CloudStorageLiar bucket, PublicKey key) implements Handler {
    /** What was signed; the test server has another one. */
    private static final String HOST = "storage.googleapis.com";

    private static final String META = "x-goog-meta-";
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @Override
    public Response handle(Request request) {
        List<String> parts = request.parts();
        if (!request.method().equals("PUT") || !parts.get(0).equals(bucket.bucket())) {
            return Response.of(404);
        }
        if (!signed(request) || over(request)) {
            return Response.of(403);
        }
        String name = String.join("/", parts.subList(1, parts.size()));
        boolean mustBeNew =
                request.header("x-goog-if-generation-match").filter("0"::equals).isPresent();
        if (mustBeNew && bucket.object(name).isPresent()) {
            return Response.of(412);
        }
        Map<String, String> metadata = new TreeMap<>();
        request.headers().forEach((header, value) -> {
            if (header.startsWith(META)) {
                metadata.put(header.substring(META.length()), value);
            }
        });
        bucket.put(name, request.body(), metadata);
        return Response.of(200);
    }

    private static boolean over(Request request) {
        Instant signed =
                Instant.from(DATE.parse(request.parameter("X-Goog-Date").orElseThrow()));
        long seconds = Long.parseLong(request.parameter("X-Goog-Expires").orElseThrow());
        return signed.plus(Duration.ofSeconds(seconds)).isBefore(Instant.now());
    }

    private boolean signed(Request request) {
        try {
            String scope = request.parameter("X-Goog-Credential").orElseThrow();
            String text = String.join(
                    "\n",
                    "GOOG4-RSA-SHA256",
                    request.parameter("X-Goog-Date").orElseThrow(),
                    scope.substring(scope.indexOf('/') + 1),
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256")
                                    .digest(canonical(request).getBytes(UTF_8))));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key);
            signature.update(text.getBytes(UTF_8));
            return signature.verify(HexFormat.of()
                    .parseHex(request.parameter("X-Goog-Signature").orElseThrow()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String canonical(Request request) {
        String query = Arrays.stream(request.uri().getRawQuery().split("&"))
                .filter(pair -> !pair.startsWith("X-Goog-Signature="))
                .sorted()
                .collect(Collectors.joining("&"));
        String names = request.parameter("X-Goog-SignedHeaders").orElseThrow();
        List<String> lines = new ArrayList<>(List.of("PUT", request.path(), query));
        for (String name : names.split(";", -1)) {
            lines.add(name + ":"
                    + (name.equals("host") ? HOST : request.header(name).orElse("")));
        }
        lines.addAll(List.of("", names, "UNSIGNED-PAYLOAD"));
        return String.join("\n", lines);
    }
}
