package dev.tablekeeper.stores.google.liar;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** An HTTP server on a free port of the loopback address: a handler, and the faults between it and its clients. */
public final class LiarServer implements AutoCloseable {
    static {
        // Otherwise each answer waits for the acknowledgement of its head, 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final Handler handler;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(run -> {
        Thread thread = new Thread(run, "liar");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Request> calls = new ArrayList<>();
    private final Set<InetSocketAddress> clients = new HashSet<>();
    private Faults faults;

    public LiarServer(Handler handler, Faults faults) {
        this.handler = handler;
        this.faults = faults;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    /** {@code http://127.0.0.1:PORT} */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** From now on, counting calls from 0 again. */
    public synchronized void lie(Faults now) {
        faults = now;
        calls.clear();
        clients.clear();
    }

    /** How many connections these requests came through. */
    public synchronized int connections() {
        return clients.size();
    }

    /** All requests since the faults were set, those that met a fault included. */
    public synchronized List<Request> calls() {
        return List.copyOf(calls);
    }

    private synchronized Fault fate(Request request, InetSocketAddress client) {
        clients.add(client);
        Fault fault = faults.next(calls.size(), request);
        calls.add(request);
        return fault;
    }

    /** Throwing from here ends the connection, whatever was sent of an answer. */
    private void serve(HttpExchange exchange) throws IOException {
        Request request = read(exchange);
        Fault fault = fate(request, exchange.getRemoteAddress());
        if (fault instanceof Fault.LostBefore) {
            throw new IOException("lost before it was done");
        }
        if (fault instanceof Fault.Status status) {
            Response error = Response.error(status.status(), status.reason(), "the liar says so");
            send(
                    exchange,
                    status.retryAfter()
                            .map(Duration::toSeconds)
                            .map(seconds -> error.with("Retry-After", Long.toString(seconds)))
                            .orElse(error),
                    false);
            return;
        }
        Response response = handle(request);
        if (fault instanceof Fault.Twice) {
            response = handle(request);
        }
        if (fault instanceof Fault.LostAfter) {
            throw new IOException("done, and the answer lost");
        }
        if (fault instanceof Fault.Delayed late) {
            pass(late.delay());
        }
        send(exchange, response, fault instanceof Fault.Cut);
    }

    private Response handle(Request request) {
        try {
            return handler.handle(request);
        } catch (Exception | AssertionError e) {
            // A status that nothing retries: the test shall fail at once, and say why.
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return new Response(501, Map.of(), ("the liar failed at " + request + "\n" + trace).getBytes(UTF_8));
        }
    }

    private static void pass(Duration time) throws IOException {
        try {
            boolean never = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
            assert !never;
        } catch (InterruptedException e) {
            throw new IOException("the server is closed", e);
        }
    }

    private static Request read(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        InputStream body = exchange.getRequestBody();
        if ("gzip".equals(headers.get("content-encoding"))) {
            body = new GZIPInputStream(body);
        }
        return new Request(exchange.getRequestMethod(), exchange.getRequestURI(), headers, body.readAllBytes());
    }

    private static void send(HttpExchange exchange, Response response, boolean cut) throws IOException {
        response.headers()
                .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] body = response.body();
        if (body.length == 0) {
            if (cut) {
                throw new IOException("cut before its first byte");
            }
            exchange.sendResponseHeaders(response.status(), -1);
            exchange.close();
            return;
        }
        exchange.sendResponseHeaders(response.status(), body.length);
        OutputStream out = exchange.getResponseBody();
        if (cut) {
            out.write(body, 0, body.length / 2);
            out.flush();
            throw new IOException("cut in the middle");
        }
        out.write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
