package dev.tablekeeper.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.api.security.Guard;
import dev.tablekeeper.model.workflow.JobStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowClientsTest {
    /** Short enough for a test to see what happens after them. */
    private static final ConnectionLimits HASTY =
            new ConnectionLimits(400, Duration.ofSeconds(1), Duration.ofSeconds(1), 16 << 10, 256, 64 << 10, 2);

    @TempDir
    Path folder;

    final Keys keys = new Keys(Keys.entry("usual", "read,insert,load", ""));
    final List<Socket> sockets = new ArrayList<>();
    World world;

    @BeforeEach
    void start() {
        world = new World(folder, keys.guard(), true, HASTY);
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        Awaitility.await().until(() -> world.server.requests() == 0);
        world.close();
    }

    Socket connect(String body, String... head) throws IOException {
        Socket socket = world.connect(body, head);
        socket.setSoTimeout(20_000);
        sockets.add(socket);
        return socket;
    }

    /** Sends a byte now and then until the other side has had enough. */
    private static void drip(Socket socket) {
        AtomicInteger sent = new AtomicInteger();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    try {
                        socket.getOutputStream().write('x');
                        sent.incrementAndGet();
                        return socket.getInputStream().available() > 0;
                    } catch (SocketException e) {
                        return true;
                    }
                });
        assertThat(sent).hasValueGreaterThan(1);
    }

    private String usual() {
        World.Reply reply = world.get("/v1/tables", "X-API-Key", "usual-key");
        return reply.status() + reply.header("RateLimit-Limit");
    }

    @Test
    void aHeadThatDripsIsCutOff() throws IOException {
        Socket socket =
                new Socket(world.server.uri().getHost(), world.server.uri().getPort());
        sockets.add(socket);
        socket.getOutputStream()
                .write("GET /v1/tables HTTP/1.1\r\nHost: x\r\nX-Drip: ".getBytes(StandardCharsets.UTF_8));

        drip(socket);
    }

    @Test
    void aHeadThatDripsOnAConnectionThatWasGoodBeforeIsCutOff() throws IOException {
        Socket socket = connect("", "GET /healthz HTTP/1.1", "Host: x");
        Awaitility.await().until(() -> socket.getInputStream().available() > 0);
        socket.getInputStream().skipNBytes(socket.getInputStream().available());
        socket.getOutputStream().write("GET /v1".getBytes(StandardCharsets.UTF_8));

        drip(socket);
    }

    @Test
    void aConnectionThatSaysNothingIsLetGo() throws IOException {
        Socket socket =
                new Socket(world.server.uri().getHost(), world.server.uri().getPort());
        sockets.add(socket);
        socket.setSoTimeout(20_000);

        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aConnectionThatRestsBetweenRequestsAndAWaitAreLeftAlone() throws IOException {
        String job = world.send(world.request("/v1/tables/people/loads", "X-API-Key", "usual-key")
                        .header("Content-Type", "text/csv")
                        .POST(HttpRequest.BodyPublishers.ofString(World.CSV)))
                .id();
        Socket resting = connect("", "GET /healthz HTTP/1.1", "Host: x");
        Socket waiting = connect(
                "", "GET /v1/jobs/" + job + "?wait=4 HTTP/1.1", "Host: x", "X-API-Key: usual-key", "Connection: close");

        String answer = new String(waiting.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(answer).startsWith("HTTP/1.1 200").contains(job);
        resting.getOutputStream()
                .write("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.UTF_8));
        answer = new String(resting.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(answer.split("HTTP/1.1 200", -1)).hasSize(3);
    }

    @Test
    void aBodyThatDripsIsCutOffAndLeavesNothing() throws IOException {
        for (String[] body : new String[][] {
            {"/v1/tables/people/loads", "text/csv", "1,A\n".repeat(20_000)},
            {"/v1/tables/people/rows", "application/json", "{\"rows\":[" + " ".repeat(70_000)},
            {"/v1/tables/people/rows", "application/json", "{"}
        }) {
            Socket socket = connect(
                    body[2],
                    "POST " + body[0] + " HTTP/1.1",
                    "Host: x",
                    "X-API-Key: usual-key",
                    "Content-Type: " + body[1],
                    "Content-Length: 1000000");
            drip(socket);
        }
        Awaitility.await().until(() -> world.unfinished().isEmpty());
        assertThat(world.objects("uploads/")).isEmpty();
    }

    @Test
    void aBodyThatPausesAtItsBeginningIsTaken() throws IOException {
        Socket socket = connect(
                "1",
                "POST /v1/tables/people/loads HTTP/1.1",
                "Host: x",
                "X-API-Key: usual-key",
                "Content-Type: text/csv",
                "Connection: close",
                "Content-Length: 12");
        long begun = System.nanoTime();
        Awaitility.await().until(() -> System.nanoTime() - begun > 500_000_000L);
        socket.getOutputStream().write(",Ann\n2,Bob\n".getBytes(StandardCharsets.UTF_8));

        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("HTTP/1.1 202");
    }

    @Test
    void threeHundredSlowClientsHoldUpNobody() throws IOException {
        for (int i = 0; i < 100; i++) {
            connect(
                    "{",
                    "POST /insert_data HTTP/1.1",
                    "Host: x",
                    "Content-Type: application/json",
                    "X-API-Key: " + (i % 2 == 0 ? "usual-key" : "wrong"),
                    "Content-Length: 100");
            Socket head =
                    new Socket(world.server.uri().getHost(), world.server.uri().getPort());
            sockets.add(head);
            head.getOutputStream().write("POST /insert_data HTTP/1.1\r\nX-".getBytes(StandardCharsets.UTF_8));
            connect(
                    "x".repeat(70_000),
                    "POST /v1/tables/people/loads HTTP/1.1",
                    "Host: x",
                    "Content-Type: text/csv",
                    "X-API-Key: wrong",
                    "Content-Length: 100000000");
        }
        long begun = System.nanoTime();
        assertThat(usual()).isEqualTo("200600");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void answersThatNobodyReadsLetTheirThreadsGo() throws IOException {
        String job = world.send(world.request("/v1/tables/people/loads", "X-API-Key", "usual-key")
                        .header("Content-Type", "text/csv")
                        .POST(HttpRequest.BodyPublishers.ofString(World.CSV)))
                .id();
        world.end(job, JobStatus.SUCCEEDED, 1);
        world.putLarge("rejects/" + job + ".csv", 30 << 20);
        String[] head = {
            "GET /v1/jobs/" + job + "/rejects HTTP/1.1", "Host: x", "X-API-Key: usual-key", "Connection: close"
        };
        for (int i = 0; i < 2; i++) {
            connect("", head);
        }
        Awaitility.await().until(() -> world.server.requests() == 2);
        // Both places are taken by who does not read; they are taken back, and whoever reads has it all.
        Awaitility.await().until(() -> world.server.requests() == 0);
        assertThat(connect("", head).getInputStream().readAllBytes()).hasSizeGreaterThan(30 << 20);
        assertThat(usual()).startsWith("200");
    }

    @Test
    void largeBodiesTakeTurnsAndSmallOnesPass() throws IOException {
        // What is announced is held, though it has not come; a little is left beside as many as fit.
        int most = 31 << 20;
        long fit = Math.max(32 << 20, Runtime.getRuntime().maxMemory() / 16) / most;
        for (int i = 0; i < fit; i++) {
            connect(
                    "{" + " ".repeat(70_000),
                    "POST /insert_data HTTP/1.1",
                    "Host: x",
                    "X-API-Key: usual-key",
                    "Content-Type: application/json",
                    "Content-Length: " + most);
        }
        Awaitility.await().until(() -> world.server.requests() == fit);

        assertThat(insert("{\"rows\":[{\"id\":1}]}").status()).isEqualTo(202);
        World.Reply refused = insert("{\"rows\":[" + " ".repeat(most) + "]}");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isEqualTo("2");
        assertThat(insert("{\"rows\":[{\"id\":2}]}").status()).isEqualTo(202);
    }

    private World.Reply insert(String body) {
        return world.post("/v1/tables/people/rows", body, "X-API-Key", "usual-key");
    }

    @Test
    void uploadsAboveTheirNumberAreToldToComeLater() throws IOException {
        List<OutputStream> uploads = new ArrayList<>();
        for (int i = 0; i < Guard.UPLOADS; i++) {
            uploads.add(connect(
                            "1,A\n".repeat(20_000),
                            "POST /v1/tables/people/loads HTTP/1.1",
                            "Host: x",
                            "X-API-Key: usual-key",
                            "Content-Type: text/csv",
                            "Content-Length: 80004")
                    .getOutputStream());
        }
        Awaitility.await().until(() -> world.unfinished().size() == Guard.UPLOADS);
        World.Reply refused = world.send(world.request("/v1/tables/people/loads", "X-API-Key", "usual-key")
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString(World.CSV)));

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isEqualTo("10");
        assertThat(usual()).startsWith("200");
        for (OutputStream upload : uploads) {
            upload.write("1,B\n".getBytes(StandardCharsets.UTF_8));
        }
        Awaitility.await().until(() -> world.objects("uploads/").size() == Guard.UPLOADS);
        Awaitility.await()
                .until(() -> world.send(world.request("/v1/tables/people/loads", "X-API-Key", "usual-key")
                                        .header("Content-Type", "text/csv")
                                        .POST(HttpRequest.BodyPublishers.ofString(World.CSV)))
                                .status()
                        == 202);
    }
}
