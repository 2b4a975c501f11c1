package dev.tablekeeper.standalone.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that answers what it was told to, in order for each route, the last answer again and again. */
public final class StubServer implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    private record Answer(int status, String contentType, String body, Map<String, String> headers) {}

    /**
     * A request as it came.
     *
     * @param target path and query
     * @param body its bytes, each as a character of Latin-1
     */
    public record Request(String method, String target, Map<String, List<String>> headers, String body) {

        public Optional<String> header(String name) {
            return headers.entrySet().stream()
                    .filter(h -> h.getKey().equalsIgnoreCase(name))
                    .map(h -> h.getValue().get(0))
                    .findFirst();
        }

        public String text() {
            return new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }
    }

    public StubServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** @param route method and path, such as {@code GET /v1/jobs} */
    public StubServer on(String route, int status, String json) {
        return on(route, status, status < 400 ? "application/json" : "application/problem+json", json, Map.of());
    }

    public StubServer on(String route, int status, String type, String body, Map<String, String> headers) {
        answers.computeIfAbsent(route, r -> new ArrayDeque<>()).add(new Answer(status, type, body, headers));
        return this;
    }

    public List<Request> requests() {
        return requests;
    }

    public Request request(int index) {
        return requests.get(index);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        requests.add(new Request(
                method,
                exchange.getRequestURI().toString(),
                Map.copyOf(exchange.getRequestHeaders()),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1)));
        Deque<Answer> left =
                answers.getOrDefault(method + " " + exchange.getRequestURI().getPath(), new ArrayDeque<>());
        Answer answer = left.size() > 1 ? left.poll() : left.peek();
        if (answer == null) {
            answer = new Answer(404, "text/plain", "the stub knows no such route", Map.of());
        }
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
