package dev.tablekeeper.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.workflow.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTest {
    @TempDir
    Path folder;

    World world;

    @BeforeEach
    void start() {
        world = new World(folder);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void theRoutesAreTheseAndNoOthers() throws IOException {
        try (InputStream golden = ServerTest.class.getResourceAsStream("routes.txt")) {
            StringBuilder routes = new StringBuilder();
            for (int i = 0; i < world.server.routes().size(); i++) {
                routes.append(world.server.routes().get(i)).append(' ');
                routes.append(world.server.access().get(i)).append('\n');
            }
            assertThat(routes.toString()).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void aForeignHostIsRefused() throws IOException {
        for (String host : List.of("evil.example", "evil.example:8080", "localhost.evil.example", "10.0.0.1")) {
            assertThat(world.raw("GET /v1/tables HTTP/1.1", "Host: " + host, "Connection: close"))
                    .startsWith("HTTP/1.1 403")
                    .contains("application/problem+json")
                    .contains("urn:tablekeeper:permission-denied");
        }
        for (String host : List.of("localhost", "LOCALHOST:9999", "127.0.0.1", "127.1.2.3:80", "[::1]:8080")) {
            assertThat(world.raw("GET /healthz HTTP/1.1", "Host: " + host, "Connection: close"))
                    .as(host)
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aForeignOriginIsRefused() {
        for (String origin : List.of("https://evil.example", "null", "http://localhost:1", "nonsense")) {
            assertThat(world.load("people", World.CSV, "Origin", origin).status())
                    .as(origin)
                    .isEqualTo(403);
        }
        assertThat(world.objects("")).isEmpty();
        assertThat(world.load("people", World.CSV, "Origin", world.server.uri().toString())
                        .status())
                .isEqualTo(202);
    }

    @Test
    void anUnknownRouteIsAProblem() {
        World.Reply reply = world.get("/v1/nothing");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.type()).isEqualTo("urn:tablekeeper:not-found");
        assertThat(reply.json().path("status").asInt()).isEqualTo(404);
    }

    @Test
    void anotherMethodIsRefusedWithThoseThatThereAre() {
        World.Reply reply = world.send(world.request("/v1/tables/people/loads").DELETE());
        World.Reply options =
                world.send(world.request("/v1/jobs").method("OPTIONS", HttpRequest.BodyPublishers.noBody()));

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo("POST, OPTIONS");
        assertThat(reply.type()).isEqualTo("urn:tablekeeper:method-not-allowed");
        assertThat(options.status()).isEqualTo(204);
        assertThat(options.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    @Test
    void headSaysWhatGetWouldWithoutABody() {
        World.Reply there = world.send(world.request("/v1/tables").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        World.Reply notThere =
                world.send(world.request("/v1/tables/peeple").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(there.status()).isEqualTo(200);
        assertThat(there.header("Content-Type")).isEqualTo("application/json");
        assertThat(there.body()).isEmpty();
        assertThat(notThere.status()).isEqualTo(404);
        assertThat(notThere.body()).isEmpty();
    }

    @Test
    void whatIsNoRequestIsAProblemWithoutTraces() throws IOException {
        for (String[] head : List.of(
                new String[] {"GET /v1/tables/%00 HTTP/1.1", "Host: localhost", "Connection: close"},
                new String[] {"GET /" + "x".repeat(20_000) + " HTTP/1.1", "Host: localhost", "Connection: close"},
                new String[] {"GET /v1/tables HTTP/1.1", "Connection: close"},
                new String[] {
                    "GET /v1/tables HTTP/1.1",
                    "Host: localhost",
                    "Connection: close, Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13"
                })) {
            String answer = world.raw(head);
            assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*");
            assertThat(answer).contains("application/problem+json").contains("urn:tablekeeper:");
            assertThat(answer)
                    .doesNotContain("org.eclipse")
                    .doesNotContain("javalin")
                    .doesNotContain("Jetty");
        }
    }

    @Test
    void readinessFollowsWhatIsNeeded() {
        assertThat(world.get("/healthz").status()).isEqualTo(200);
        assertThat(world.get("/readyz").status()).isEqualTo(200);
        world.ready.set(false);

        assertThat(world.get("/readyz").status()).isEqualTo(503);
        assertThat(world.get("/readyz").header("Retry-After")).isNotEmpty();
        assertThat(world.get("/healthz").status()).isEqualTo(200);
    }

    @Test
    void aPortInUseIsSaidInOneLine() {
        int port = world.server.uri().getPort();

        assertThatThrownBy(() -> new ApiServer(world.parts, "127.0.0.1:" + port))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageContaining("TABLEKEEPER_LISTEN")
                .hasMessageNotContaining("\n");
    }

    @Test
    void anAddressThatOthersReachIsRefused() {
        for (String listen : List.of("0.0.0.0:0", "[::]:0", "nonsense", "127.0.0.1:70000", "127.0.0.1")) {
            assertThatThrownBy(() -> new ApiServer(world.parts, listen))
                    .as(listen)
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("127.0.0.1");
        }
    }
}
