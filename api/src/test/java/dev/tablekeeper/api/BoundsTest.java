package dev.tablekeeper.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a request cannot do, whatever is in it. */
class BoundsTest {
    private static final String SECRET = "the text of a file that no request may see";

    @TempDir
    Path folder;

    final Keys keys = new Keys(Keys.entry("all", "read,insert,load,backup,restore", ""));
    World world;

    @BeforeEach
    void start() {
        world = new World(folder, keys.guard(), true);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    World.Reply post(String path, String type, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request = world.request(path, "X-API-Key", "all-key", "Content-Type", type);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return world.send(request.POST(body));
    }

    World.Reply load(String uri) {
        return post(
                "/load_csv",
                "application/json",
                HttpRequest.BodyPublishers.ofString("{\"table\":\"people\",\"uri\":\"" + uri + "\"}"));
    }

    @Test
    void noRequestReadsALocalFileReachesAnotherHostOrWritesOutside() throws IOException {
        Path outside = folder.resolve("outside.csv");
        Files.writeString(outside, SECRET);
        Files.createSymbolicLink(
                Files.createDirectories(world.root.resolve("incoming")).resolve("link.csv"), outside);
        Files.createSymbolicLink(world.root.resolve("incoming/up"), folder);
        AtomicInteger calls = new AtomicInteger();
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            calls.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        other.start();
        int port = other.getAddress().getPort();
        List<String> before = files();
        try {
            List<String> uris = new ArrayList<>(List.of(
                    outside.toString(),
                    "file:" + outside,
                    "file://" + outside,
                    "file:///etc/passwd",
                    "FILE:///etc/passwd",
                    "/etc/passwd",
                    "../outside.csv",
                    "incoming/../../outside.csv",
                    "incoming/./../../outside.csv",
                    "incoming/..\\\\..\\\\outside.csv",
                    "incoming/%2e%2e/%2e%2e/outside.csv",
                    "incoming/..;/..;/outside.csv",
                    "incoming/link.csv",
                    "incoming/up/outside.csv",
                    "incoming//../outside.csv",
                    "incoming/\\u0000/../../outside.csv",
                    "incoming/**/../../outside.csv",
                    "incoming/up/*",
                    "jobs/probe",
                    "uploads/x",
                    "~/.ssh/id_rsa",
                    "gs://bucket/a.csv",
                    "s3://bucket/a.csv",
                    "jar:file:/a.jar!/b",
                    "\\\\\\\\127.0.0.1\\\\share\\\\a.csv"));
            for (String scheme : List.of("http", "https", "ftp", "incoming/http", "gs", "HTTP")) {
                uris.add(scheme + "://127.0.0.1:" + port + "/a.csv");
            }
            for (String uri : uris) {
                World.Reply reply = load(uri);
                assertThat(reply.status()).as(uri).isIn(403, 422);
                assertThat(reply.body()).as(uri).doesNotContain(SECRET).doesNotContain(folder.toString() + "/objects");
            }
            for (String path : List.of(
                    "/v1/tables/..%2f..%2foutside.csv/rows",
                    "/v1/tables/%2e%2e/rows",
                    "/v1/tables/../../outside.csv",
                    "/v1/jobs/..%2f..%2foutside.csv",
                    "/v1/jobs/..%2f..%2foutside.csv/rejects",
                    "/v1/jobs/%2e%2e%2f%2e%2e%2foutside/rejects?table=../x",
                    "/v1/views/..%2f..%2foutside.csv",
                    "/..%2foutside.csv",
                    "/%2e%2e/outside.csv",
                    "//etc/passwd",
                    "/static/../../outside.csv",
                    "http://127.0.0.1:" + port + "/a",
                    "/v1/tables/people%00/rows")) {
                String answer =
                        world.raw("GET " + path + " HTTP/1.1", "Host: x", "X-API-Key: all-key", "Connection: close");
                assertThat(answer).as(path).matches("(?s)HTTP/1.1 4\\d\\d .*").doesNotContain(SECRET);
            }
            World.Reply upload = post(
                    "/v1/tables/people/loads?encoding=../../x",
                    "text/csv",
                    HttpRequest.BodyPublishers.ofString(World.CSV),
                    "Idempotency-Key",
                    "../../../outside",
                    "Content-Disposition",
                    "attachment; filename=\"../../outside.csv\"");
            assertThat(upload.status()).isEqualTo(422);
            assertThat(calls).hasValue(0);
            assertThat(files()).isEqualTo(before);
            assertThat(Files.readString(outside)).isEqualTo(SECRET);
        } finally {
            other.stop(0);
        }
    }

    /** All there are below the test's own folder, the store's among them. */
    private List<String> files() throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).map(Path::toString).sorted().toList();
        }
    }

    @Test
    void aBodyOf33MegabytesIsTooLargeAnnouncedOrNot() {
        byte[] body = new byte[33 << 20];
        for (String path : List.of("/load_csv", "/insert_data", "/v1/tables/people/rows")) {
            for (HttpRequest.BodyPublisher publisher : List.of(
                    HttpRequest.BodyPublishers.ofByteArray(body),
                    HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))) {
                World.Reply reply = post(path, "application/json", publisher);
                assertThat(reply.status()).as(path).isEqualTo(413);
                assertThat(reply.type()).isEqualTo("urn:tablekeeper:body-too-large");
            }
        }
    }

    @Test
    void aSmallBodyThatIsNotAnnouncedIsTaken() {
        byte[] body = "{\"rows\":[{\"id\":1}]}".getBytes(StandardCharsets.UTF_8);

        assertThat(post(
                                "/v1/tables/people/rows",
                                "application/json",
                                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void aCompressedJsonBodyIsNotTaken() throws IOException {
        for (String path : List.of("/load_csv", "/insert_data", "/v1/tables/people/rows")) {
            assertThat(post(
                                    path,
                                    "application/json",
                                    HttpRequest.BodyPublishers.ofByteArray(gzip(new byte[1 << 20])),
                                    "Content-Encoding",
                                    "gzip")
                            .status())
                    .as(path)
                    .isEqualTo(415);
        }
    }

    @Test
    void aCompressedFileIsStoredAsItCame() throws IOException {
        byte[] bomb = gzip(new byte[50 << 20]);
        World.Reply reply = post(
                "/v1/tables/people/loads",
                "text/csv",
                HttpRequest.BodyPublishers.ofByteArray(bomb),
                "Content-Encoding",
                "gzip");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(Files.size(world.root.resolve("uploads/" + reply.id()))).isEqualTo(bomb.length);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    @Test
    void whileTheDiskIsNearlyFullNothingNewIsAccepted() {
        String job = post("/v1/tables/people/loads", "text/csv", HttpRequest.BodyPublishers.ofString(World.CSV))
                .id();
        world.objects.room.set(255L << 20);
        int before = world.objects("").size();

        for (World.Reply reply : List.of(
                post("/v1/tables/people/loads", "text/csv", HttpRequest.BodyPublishers.ofString(World.CSV)),
                post("/insert_data", "application/json", HttpRequest.BodyPublishers.ofString("{}")),
                load("incoming/a.csv"))) {
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.type()).isEqualTo("urn:tablekeeper:storage-full");
            assertThat(reply.header("Retry-After")).isEqualTo("60");
        }
        assertThat(world.objects("")).hasSize(before);
        assertThat(world.get("/v1/jobs/" + job, "X-API-Key", "all-key").status())
                .isEqualTo(200);
        world.objects.room.set(257L << 20);
        assertThat(post("/v1/tables/people/loads", "text/csv", HttpRequest.BodyPublishers.ofString(World.CSV))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void everyAnswerKeepsToItself() throws IOException {
        for (World.Reply reply : List.of(
                world.get("/v1/tables", "X-API-Key", "all-key"),
                world.get("/v1/tables"),
                world.get("/v1/nothing"),
                world.get("/healthz"),
                world.send(world.request("/v1/tables").DELETE()),
                load("file:///etc/passwd"))) {
            assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(reply.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
            assertThat(reply.header("Content-Security-Policy")).isEqualTo("default-src 'none'; frame-ancestors 'none'");
            assertThat(reply.header("Server")).isEmpty();
            assertThat(reply.header("X-Powered-By")).isEmpty();
        }
        assertThat(world.raw("GET /v1/%zz HTTP/1.1", "Host: x", "Connection: close"))
                .contains("X-Content-Type-Options: nosniff")
                .doesNotContain("Server:");
    }

    @Test
    void aHeadThatIsTooLargeIsRefused() throws IOException {
        assertThat(world.raw("GET /healthz HTTP/1.1", "Host: x", "X-Large: " + "x".repeat(17_000), "Connection: close"))
                .startsWith("HTTP/1.1 431")
                .contains("application/problem+json");
        assertThat(world.raw("GET /healthz?" + "x".repeat(17_000) + " HTTP/1.1", "Host: x", "Connection: close"))
                .startsWith("HTTP/1.1 414");
    }

    @Test
    void whereKeysAreNeededAHostIsAsGoodAsAnother() throws IOException {
        assertThat(world.raw(
                        "GET /v1/tables HTTP/1.1",
                        "Host: tablekeeper.example.com",
                        "X-API-Key: all-key",
                        "Connection: close"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void aKeyInTheQueryIsNeverWrittenDown() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger own = (Logger) LoggerFactory.getLogger("dev.tablekeeper");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        own.setLevel(Level.DEBUG);
        try {
            StringBuilder answers = new StringBuilder();
            for (String key : List.of("all-key", "sesame-wrong")) {
                for (String path : List.of(
                        "/v1/tables?key=",
                        "/v1/nothing?key=",
                        "/v1/jobs?limit=x&key=",
                        "/v1/jobs/x?wait=1&key=",
                        "/healthz?key=")) {
                    answers.append(world.get(path + key).response().headers().map());
                    answers.append(world.get(path + key).body());
                }
                world.objects.refused.set("");
                answers.append(world.send(world.request("/v1/tables/people/loads?key=" + key)
                                .header("Content-Type", "text/csv")
                                .POST(HttpRequest.BodyPublishers.ofString(World.CSV)))
                        .body());
                world.objects.refused.set("none of them");
            }
            for (String secret : List.of("all-key", "sesame-wrong")) {
                assertThat(answers.toString()).doesNotContain(secret);
                assertThat(world.metrics.text()).doesNotContain(secret);
                assertThat(log.list)
                        .noneMatch(event -> event.getFormattedMessage().contains(secret));
            }
        } finally {
            own.setLevel(null);
            root.detachAppender(log);
        }
    }
}
