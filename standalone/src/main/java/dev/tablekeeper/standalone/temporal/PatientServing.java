package dev.tablekeeper.standalone.temporal;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.worker.Workers;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets workers serve a server that may be away: they begin as soon as it can be reached. Once they have begun they look
 * after themselves, and come back when the server does. Whether it is there is looked at all the while, and said once when
 * that changes.
 */
final class PatientServing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PatientServing.class);
    private static final long PACE_MILLIS = 1000;
    private static final long WATCH_MILLIS = 5000;

    private final Frontend frontend;
    private final String server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private Optional<Thread> watch = Optional.empty();
    private volatile Optional<Workers.Serving> serving = Optional.empty();
    private volatile boolean searchable;
    /** What was said last to be in the way; empty when nothing is. */
    private String inTheWay = "";

    /** @param server its name in messages */
    PatientServing(Frontend frontend, String server) {
        this.frontend = frontend;
        this.server = server;
    }

    /**
     * Begins now or, where the server is away, in the background as soon as it is not.
     *
     * @throws Failure where the server answers, and what it says is that waiting will not help
     */
    void begin(Workers workers) {
        try {
            attempt(workers);
        } catch (StatusRuntimeException e) {
            Failure failure = toFailure(e);
            if (failure.type() != FailureType.UNAVAILABLE) {
                throw failure;
            }
            away(failure);
        }
        Thread thread = new Thread(() -> watch(workers), "temporal-watch");
        thread.setDaemon(true);
        watch = Optional.of(thread);
        thread.start();
    }

    /**
     * Sees whether the server is there and lets itself be worked with.
     *
     * @throws Failure with what is in the way
     */
    void require() {
        try {
            frontend.requireNamespace();
        } catch (StatusRuntimeException e) {
            throw toFailure(e);
        }
    }

    /** Whether the server has been told of the search attributes of jobs. */
    boolean searchable() {
        return searchable;
    }

    /** Begins no more, and lets workers that have begun finish what they can. */
    @Override
    public void close() {
        closed.countDown();
        watch.ifPresent(PatientServing::end);
        serving.ifPresent(Workers.Serving::close);
    }

    private void watch(Workers workers) {
        while (!closedWithin(serving.isPresent() && inTheWay.isEmpty() ? WATCH_MILLIS : PACE_MILLIS)) {
            try {
                if (serving.isPresent()) {
                    frontend.requireNamespace();
                } else {
                    attempt(workers);
                }
                back();
            } catch (StatusRuntimeException e) {
                away(toFailure(e));
            } catch (RuntimeException e) {
                LOG.error("workers could not begin to serve {}; it is tried again", server, e);
            }
        }
    }

    private void attempt(Workers workers) {
        frontend.requireNamespace();
        makeSearchable();
        serving = Optional.of(workers.serve(frontend.client()));
    }

    private void away(Failure failure) {
        // A server that is away is so in many words, which change; other things are told apart by theirs.
        String what = failure.type() == FailureType.UNAVAILABLE ? failure.type().code() : failure.getMessage();
        // A call that our own end cuts short is no news.
        if (!what.equals(inTheWay) && closed.getCount() > 0) {
            inTheWay = what;
            LOG.warn("{}; jobs are recorded, and wait", failure.getMessage());
        }
    }

    private void back() {
        if (!inTheWay.isEmpty()) {
            inTheWay = "";
            LOG.info("{} can be reached again; jobs go on", server);
        }
    }

    private void makeSearchable() {
        try {
            frontend.registerSearchAttributes();
            searchable = true;
        } catch (StatusRuntimeException e) {
            searchable = false;
            LOG.warn(
                    "{} does not let search attributes be registered ({}); jobs run, but cannot be searched by table in its"
                            + " UI. docs/operations.md says how to register them by hand",
                    server,
                    reason(e.getStatus()));
        }
    }

    private Failure toFailure(StatusRuntimeException e) {
        Status status = e.getStatus();
        return switch (status.getCode()) {
            case NOT_FOUND ->
                new Failure(
                        FailureType.INVALID_REQUEST,
                        server + " has no namespace '" + frontend.namespace()
                                + "'; set TEMPORAL_NAMESPACE to one it has, or create it (temporal operator namespace"
                                + " create -n " + frontend.namespace() + ")",
                        e);
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                new Failure(
                        FailureType.PERMISSION_DENIED,
                        server + " does not let us into the namespace '" + frontend.namespace() + "' (" + reason(status)
                                + "); see to TEMPORAL_NAMESPACE, TEMPORAL_API_KEY and TEMPORAL_TLS_*",
                        e);
            case UNIMPLEMENTED ->
                new Failure(
                        FailureType.INVALID_REQUEST,
                        "what answers at " + server + " is no Temporal server; set TEMPORAL_ADDRESS to one's host and"
                                + " gRPC port",
                        e);
            default -> new Failure(FailureType.UNAVAILABLE, server + " cannot be reached (" + reason(status) + ")", e);
        };
    }

    /** One line of why, with the deepest cause, which is the one that a person can do something about. */
    private static String reason(Status status) {
        StringBuilder text = new StringBuilder(status.getCode().toString());
        if (status.getDescription() != null) {
            text.append(": ").append(status.getDescription().lines().findFirst().orElse(""));
        }
        Throwable deepest = status.getCause();
        while (deepest != null && deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        if (deepest != null && deepest.getMessage() != null) {
            text.append(": ").append(deepest.getMessage().lines().findFirst().orElse(""));
        }
        return text.toString();
    }

    private boolean closedWithin(long millis) {
        try {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private static void end(Thread thread) {
        // A call that is under way need not be waited for.
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
