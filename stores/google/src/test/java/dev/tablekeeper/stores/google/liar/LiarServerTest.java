package dev.tablekeeper.stores.google.liar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LiarServerTest {
    private final AtomicInteger done = new AtomicInteger();
    private final LiarServer server = new LiarServer(
            request -> new Response(
                    200,
                    Map.of("Content-Type", "text/plain"),
                    (done.incrementAndGet() + " " + request.parts() + request.parameter("q")
                                    + new String(request.body(), UTF_8))
                            .getBytes(UTF_8)),
            Faults.none());

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void withoutFaultsItIsAServer() throws Exception {
        assertThat(post().body()).isEqualTo("1 [a, b/c]Optional[x y]body");
        assertThat(post().body()).startsWith("2 ");
        assertThat(server.calls()).hasSize(2);
    }

    @Test
    void aRequestIsLostBeforeItIsDoneOrAfter() throws Exception {
        server.lie(Faults.at(0, new Fault.LostBefore()));
        assertThatThrownBy(this::post).isInstanceOf(IOException.class);
        assertThat(done).hasValue(0);

        server.lie(Faults.at(0, new Fault.LostAfter()));
        assertThatThrownBy(this::post).isInstanceOf(IOException.class);
        assertThat(done).hasValue(1);
        assertThat(post().body()).startsWith("2 ");
    }

    @Test
    void anAnswerIsCutInTheMiddle() {
        server.lie(Faults.always(new Fault.Cut()));

        assertThatThrownBy(this::post).isInstanceOf(IOException.class);
        assertThat(done).hasValue(1);
    }

    @Test
    void aRequestIsDoneTwice() throws Exception {
        server.lie(Faults.at(0, new Fault.Twice()));

        assertThat(post().body()).startsWith("2 ");
    }

    @Test
    void anErrorIsAnsweredAndNothingDone() throws Exception {
        server.lie(Faults.whenever(
                request -> request.method().equals("POST"), Fault.status(503, "backendError", Duration.ofSeconds(7))));

        HttpResponse<String> answer = post();

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("7");
        assertThat(answer.body()).contains("\"reason\": \"backendError\"");
        assertThat(done).hasValue(0);
    }

    @Test
    void anAnswerComesLate() throws Exception {
        server.lie(Faults.always(new Fault.Delayed(Duration.ofMillis(50))));
        long start = System.nanoTime();

        assertThat(post().body()).startsWith("1 ");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    private HttpResponse<String> post() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.address().resolve("/a/b%2Fc?q=x+y"))
                .version(HttpClient.Version.HTTP_1_1)
                .POST(BodyPublishers.ofString("body"))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
