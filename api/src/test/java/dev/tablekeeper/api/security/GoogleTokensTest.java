package dev.tablekeeper.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.tablekeeper.api.Refusal;
import dev.tablekeeper.model.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GoogleTokensTest {
    private static final String AUDIENCE = "https://tablekeeper.example.com";
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final KeyPair KEY = newKey();

    private final AtomicInteger fetches = new AtomicInteger();
    private volatile int status = 200;
    private HttpServer google;
    private GoogleTokens tokens;

    @BeforeEach
    void start() throws IOException {
        google = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        google.createContext("/certs", exchange -> {
            fetches.incrementAndGet();
            byte[] body = Json.write(Map.of("keys", List.of(publicKey("one", (RSAPublicKey) KEY.getPublic()))))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        google.start();
        tokens = at(NOW);
    }

    @AfterEach
    void stop() {
        google.stop(0);
    }

    private GoogleTokens at(Instant time) {
        URI certificates = URI.create("http://127.0.0.1:" + google.getAddress().getPort() + "/certs");
        return new GoogleTokens(AUDIENCE, certificates, Clock.fixed(time, ZoneOffset.UTC));
    }

    @Test
    void aTokenOfGooglesNamesItsAccount() {
        assertThat(tokens.account(token(payload -> {}))).contains("flow@example.com");
        assertThat(tokens.account(token(payload -> payload.put("iss", "accounts.google.com"))))
                .contains("flow@example.com");
    }

    @Test
    void theCertificatesAreFetchedOnce() {
        for (int i = 0; i < 20; i++) {
            tokens.account(token(payload -> {}));
        }
        assertThat(fetches).hasValue(1);
    }

    @Test
    void whatIsNotForUsOrNotOfGoogleDoesNotCount() {
        List<Consumer<Map<String, Object>>> changes = List.of(
                payload -> payload.put("aud", "https://other.example.com"),
                payload -> payload.put("aud", List.of(AUDIENCE, "https://other.example.com")),
                payload -> payload.remove("aud"),
                payload -> payload.put("iss", "https://accounts.google.com.evil.example"),
                payload -> payload.remove("iss"),
                payload -> payload.put("email_verified", false),
                payload -> payload.remove("email_verified"),
                payload -> payload.remove("email"),
                payload -> payload.put("email", List.of("flow@example.com")),
                payload -> payload.remove("exp"),
                payload -> payload.remove("iat"));
        for (int i = 0; i < changes.size(); i++) {
            assertThat(tokens.account(token(changes.get(i)))).as("change " + i).isEmpty();
        }
    }

    @Test
    void clocksMayDifferByAMinute() {
        String token = token(payload -> {});
        Duration hour = Duration.ofHours(1);

        assertThat(at(NOW.minusSeconds(59)).account(token)).isPresent();
        assertThat(at(NOW.minusSeconds(62)).account(token)).isEmpty();
        assertThat(at(NOW.plus(hour).plusSeconds(58)).account(token)).isPresent();
        assertThat(at(NOW.plus(hour).plusSeconds(61)).account(token)).isEmpty();
    }

    @Test
    void anotherKeyADifferentPayloadOrNoSignatureDoesNotCount() throws GeneralSecurityException {
        String[] parts = token(payload -> {}).split("\\.", 3);
        String other = base64(Json.write(payload("who@example.com")).getBytes(StandardCharsets.UTF_8));
        String none = base64("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
        String hs256 = base64("{\"alg\":\"HS256\",\"kid\":\"one\"}".getBytes(StandardCharsets.UTF_8));

        for (String wrong : List.of(
                sign(newKey(), "one", payload("flow@example.com")),
                sign(KEY, "two", payload("flow@example.com")),
                parts[0] + "." + other + "." + parts[2],
                parts[0] + "." + parts[1] + ".",
                none + "." + parts[1] + ".",
                hs256 + "." + parts[1] + "." + parts[2],
                parts[0] + "." + parts[1],
                "",
                ".",
                "..",
                "a.b.c",
                "x".repeat(8_000))) {
            assertThat(tokens.account(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void whereTheCertificatesCannotBeFetchedNobodyIsCalledAStranger() {
        status = 404;

        assertThatThrownBy(() -> tokens.account(token(payload -> {})))
                .isInstanceOfSatisfying(
                        Refusal.class, e -> assertThat(e.problem().status()).isEqualTo(503));
        // A moment later it is not tried again at once, and what is no token for us makes no difference.
        assertThatThrownBy(() -> tokens.account(token(payload -> {}))).isInstanceOf(Refusal.class);
        assertThat(fetches.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void whatIsNotForUsFetchesNothing() {
        tokens.account(token(payload -> payload.put("aud", "https://other.example.com")));
        tokens.account("nonsense");

        assertThat(fetches).hasValue(0);
    }

    private static Map<String, Object> payload(String email) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("iss", "https://accounts.google.com");
        payload.put("aud", AUDIENCE);
        payload.put("sub", "1");
        payload.put("email", email);
        payload.put("email_verified", true);
        payload.put("iat", NOW.getEpochSecond());
        payload.put("exp", NOW.plusSeconds(3_600).getEpochSecond());
        return payload;
    }

    private static String token(Consumer<Map<String, Object>> change) {
        Map<String, Object> payload = payload("flow@example.com");
        change.accept(payload);
        try {
            return sign(KEY, "one", payload);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String sign(KeyPair key, String id, Map<String, Object> payload) throws GeneralSecurityException {
        String header = Json.write(Map.of("alg", "RS256", "kid", id, "typ", "JWT"));
        String text = base64(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64(Json.write(payload).getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key.getPrivate());
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + "." + base64(signature.sign());
    }

    private static Map<String, String> publicKey(String id, RSAPublicKey key) {
        return Map.of(
                "kty",
                "RSA",
                "alg",
                "RS256",
                "use",
                "sig",
                "kid",
                id,
                "n",
                base64(unsigned(key.getModulus())),
                "e",
                base64(unsigned(key.getPublicExponent())));
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2_048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
