package dev.tablekeeper.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A client as users write them: one request after the other, repeated with the same key where no answer came. */
public final class Client {
    private static final int LONGEST_SECONDS = 60;

    private final URI server;

    public Client(URI server) {
        this.server = server;
    }

    /** @param body as text; empty where there was none */
    public record Answer(int status, String body) {
        public JsonNode json() {
            try {
                return Json.MAPPER.readTree(body);
            } catch (IOException e) {
                throw new IllegalStateException(status + " with a body that is no JSON: " + body, e);
            }
        }
    }

    /** Asks for a job; returns its id, or nothing where the server says that it cannot just now. */
    public Optional<String> start(JobCase job, int number, String key) throws IOException {
        Answer answer = post(job.request(this, number), key);
        if (answer.status() == 503) {
            return Optional.empty();
        }
        if (answer.status() != (job.hasWorkflow() ? 202 : 422)) {
            throw new IllegalStateException("a request was answered with " + answer);
        }
        return Optional.of(answer.json().get(job.hasWorkflow() ? "id" : "job").asText());
    }

    /** Asks for a job and waits for its end; the job. */
    JsonNode done(JobCase.Request request, String key) throws IOException {
        Answer answer = post(request, key);
        if (answer.status() != 202 && answer.status() != 200) {
            throw new IllegalStateException("a request was answered with " + answer);
        }
        JsonNode job = await(answer.json().get("id").asText(), LONGEST_SECONDS);
        if (!job.path("status").asText().equals("succeeded")) {
            throw new IllegalStateException("a job that nobody disturbs has not succeeded: " + job);
        }
        return job;
    }

    private Answer post(JobCase.Request request, String key) throws IOException {
        HttpURLConnection connection = open(request.path());
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", request.contentType());
        connection.setRequestProperty("Idempotency-Key", key);
        Channels.newChannel(connection.getOutputStream()).write(request.body().duplicate());
        return answer(connection);
    }

    /** The job when it has ended, or as it is after that time. */
    public JsonNode await(String job, int seconds) throws IOException {
        return get("/v1/jobs/" + job + "?wait=" + seconds).json();
    }

    public Answer get(String path) throws IOException {
        return answer(open(path));
    }

    /** A POST without a body. */
    public Answer post(String path) throws IOException {
        HttpURLConnection connection = open(path);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.getOutputStream().close();
        return answer(connection);
    }

    private HttpURLConnection open(String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) server.resolve(path).toURL().openConnection();
        connection.setConnectTimeout(10_000);
        connection.setReadTimeout(90_000);
        return connection;
    }

    private static Answer answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Answer(status, in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
