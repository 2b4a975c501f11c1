package dev.tablekeeper.standalone.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Speaks to one server. Every method gives a reply below 400, or fails with {@link RequestRefused} or
 * {@link ServerUnreachable}.
 */
public final class RestClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
    private static final long SMALL_BODY = 1 << 16;

    private final URI server;
    private final Optional<String> apiKey;
    // Uploads and waiting replies gain nothing from HTTP/2, and an upgrade with a body is where proxies differ.
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    public RestClient(URI server, Optional<String> apiKey) {
        this.server = server;
        this.apiKey = apiKey;
    }

    public URI server() {
        return server;
    }

    public Reply send(RestRequest request) {
        HttpResponse<String> response = exchange(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        Reply reply = new Reply(response.statusCode(), response.headers(), response.body());
        if (reply.refused()) {
            throw new RequestRefused(reply);
        }
        return reply;
    }

    /** The JSON object that is answered. */
    public JsonNode json(RestRequest request) {
        return objectIn(send(request));
    }

    /** The reply as a job. */
    public RemoteJob job(RestRequest request) {
        Reply reply = send(request);
        return new RemoteJob(objectIn(reply), reply.body());
    }

    /** The reply's body, which must be a JSON object. */
    public JsonNode objectIn(Reply reply) {
        return reply.json()
                .orElseThrow(() -> new ServerUnreachable("What answers at " + server
                        + " is not Tablekeeper: it sent no JSON. Is the address right? (--server, TABLEKEEPER_URL)"));
    }

    /** The reply's body as it comes; to be closed. */
    public InputStream open(RestRequest request) {
        HttpResponse<InputStream> response = exchange(request, HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() < 400) {
            return response.body();
        }
        try (InputStream body = response.body()) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            throw new RequestRefused(new Reply(response.statusCode(), response.headers(), text));
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    private <T> HttpResponse<T> exchange(RestRequest request, HttpResponse.BodyHandler<T> handler) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.at(server));
        request.headers().forEach(builder::header);
        apiKey.ifPresent(key -> builder.header("X-API-Key", key));
        HttpRequest.BodyPublisher body = request.body().get();
        builder.method(request.method(), body);
        // How long an upload takes is not ours to say.
        if (body.contentLength() >= 0 && body.contentLength() <= SMALL_BODY) {
            builder.timeout(READ_TIMEOUT.plusSeconds(request.waitSeconds()));
        }
        try {
            return http.send(builder.build(), handler);
        } catch (HttpConnectTimeoutException | ConnectException e) {
            throw new ServerUnreachable("No server answers at " + server, false, e);
        } catch (HttpTimeoutException e) {
            throw new ServerUnreachable("The server at " + server + " did not answer in time", true, e);
        } catch (IOException e) {
            throw brokenOff(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerUnreachable("Interrupted while waiting for " + server, true, e);
        }
    }

    private ServerUnreachable brokenOff(IOException e) {
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new ServerUnreachable("The connection to " + server + " broke off (" + reason + ")", true, e);
    }
}
