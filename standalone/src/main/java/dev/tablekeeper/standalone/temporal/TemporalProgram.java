package dev.tablekeeper.standalone.temporal;

import dev.tablekeeper.api.TemporalUi;
import dev.tablekeeper.jobs.WorkflowServers;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.worker.Workers;
import io.grpc.StatusRuntimeException;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code temporal} program, started for this on loopback, with a database file and its UI. It ends when this is
 * closed; where this process is killed, its successor takes it over.
 */
public final class TemporalProgram implements TemporalConnection {
    private static final Logger LOG = LoggerFactory.getLogger(TemporalProgram.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration RETENTION = Duration.ofDays(30);
    private static final String HOST = "127.0.0.1";
    private static final String NAMESPACE = "default";

    private final Path database;
    private final Deque<AutoCloseable> held = new ArrayDeque<>();
    private Frontend frontend;
    private Ports ports;
    private PatientServing serving;

    private TemporalProgram(Path database) {
        this.database = database;
    }

    /**
     * Starts the program, or takes one over that serves this database still; returns when it answers.
     *
     * @param database its file, beside which are its lock and its log
     * @throws Failure with one line that says what is in the way
     */
    public static TemporalProgram open(Path program, Path database, Wire wire) {
        return open(program, database, wire, PATIENCE);
    }

    static TemporalProgram open(Path program, Path database, Wire wire, Duration patience) {
        TemporalProgram opened = null;
        try {
            // The same file by the same name, whichever way it was named.
            Path folder = Files.createDirectories(database.toAbsolutePath().getParent())
                    .toRealPath();
            opened = new TemporalProgram(folder.resolve(database.getFileName()));
            opened.start(program.toAbsolutePath(), wire, patience);
            return opened;
        } catch (IOException | RuntimeException e) {
            if (opened != null) {
                opened.close();
            }
            throw e instanceof Failure failure
                    ? failure
                    : new Failure(
                            FailureType.UNAVAILABLE,
                            "the temporal program " + program + " could not be started on " + database + " (" + e
                                    + "); name another in TABLEKEEPER_TEMPORAL, or none to do without it",
                            e);
        }
    }

    private void start(Path program, Wire wire, Duration patience) throws IOException {
        keep(DatabaseLock.take(database));
        PortClaims claims = keep(new PortClaims());
        ProgramLog log = new ProgramLog(database.resolveSibling("temporal.log"));
        ProgramStart start = new ProgramStart(program, database, claims, log, port -> connect(port, wire), patience);
        ProgramStart.Answering answering = start.run();
        ports = answering.ports();
        frontend = keep(answering.frontend());
        keep(new Supervision(answering.process(), () -> start.start(ports), log));
        try {
            frontend.keepHistories(RETENTION);
        } catch (StatusRuntimeException e) {
            LOG.warn("Temporal keeps the histories of ended jobs for a day only: {}", e.toString());
        }
        serving = new PatientServing(frontend, "Temporal on " + HOST + ":" + port());
    }

    private static Frontend connect(int port, Wire wire) {
        return new Frontend(
                WorkflowServiceStubsOptions.newBuilder()
                        .setTarget(HOST + ":" + port)
                        .build(),
                NAMESPACE,
                wire);
    }

    /** The port of its gRPC front end, on 127.0.0.1. */
    public int port() {
        return ports.frontend();
    }

    @Override
    public WorkflowServers servers() {
        return WorkflowServers.of(frontend.client());
    }

    @Override
    public void serve(Workers workers) {
        serving.begin(workers);
    }

    @Override
    public Optional<TemporalUi> ui() {
        return Optional.of(new TemporalUi(URI.create("http://" + HOST + ":" + ports.ui()), NAMESPACE));
    }

    @Override
    public String description() {
        return "Temporal is the temporal program on " + HOST + ":" + port() + ", its database " + database
                + "; UI at http://" + HOST + ":" + ports.ui();
    }

    @Override
    public boolean searchable() {
        return serving.searchable();
    }

    @Override
    public boolean reachable() {
        return frontend.answers();
    }

    /** The workers need the program until they are done: they end first. */
    @Override
    public void close() {
        if (serving != null) {
            serving.close();
        }
        while (!held.isEmpty()) {
            try {
                held.pop().close();
            } catch (Exception e) {
                LOG.warn("while stopping Temporal: {}", e.toString());
            }
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        held.push(part);
        return part;
    }
}
