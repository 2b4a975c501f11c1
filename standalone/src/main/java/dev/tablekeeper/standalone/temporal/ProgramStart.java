package dev.tablekeeper.standalone.temporal;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets a temporal program to serve a database: one that was left behind, else a new one.
 *
 * <p>A process of ours that is killed leaves its program behind. It is found by its arguments, which name the database. No
 * file of process ids is needed, and none could be trusted: it may be missing (killed before it was written), old, or name a
 * process that has got the number since, whereas the arguments of a running process are the kernel's word. Whoever looks
 * holds the database's lock, so what it finds has no other owner. One that was being started when its owner died may appear
 * after the first look; a second look, when our own answers, ends it. Until then two servers share a database, as those of
 * a Temporal cluster do: a shard's owner is fenced by its range id in each transaction.
 *
 * @param connect to the port of its front end
 */
record ProgramStart(
        Path program,
        Path database,
        PortClaims claims,
        ProgramLog log,
        Function<Integer, Frontend> connect,
        Duration patience) {
    private static final Logger LOG = LoggerFactory.getLogger(ProgramStart.class);
    private static final Duration UNTIL_AN_ORPHAN_ANSWERS = Duration.ofSeconds(5);
    private static final Duration GLANCE = Duration.ofMillis(50);
    /** The first with the usual ports, the others where somebody was quicker to take them. */
    private static final int STARTS = 3;

    record Answering(ServerProcess process, Frontend frontend, Ports ports) {}

    /** @throws Failure with one line that says what is in the way */
    Answering run() throws IOException {
        Optional<Answering> orphan = takeOver();
        return orphan.isPresent() ? orphan.get() : startNew();
    }

    /** Starts the program on these ports, as it was started before. */
    ServerProcess start(Ports ports) throws IOException {
        log.begin();
        return ServerProcess.start(new ServerCommand(program, database, ports), log.file());
    }

    private Optional<Answering> takeOver() throws IOException {
        List<ServerProcess> left = ServerProcess.of(database);
        if (left.size() == 1) {
            ServerProcess process = left.get(0);
            Optional<Ports> ports = process.portsIfOurs(program, database);
            if (ports.isPresent()) {
                Frontend frontend = connect.apply(ports.get().frontend());
                if (answersWithin(UNTIL_AN_ORPHAN_ANSWERS, process, frontend)) {
                    claims.keep(ports.get());
                    LOG.info("took over the temporal program that an earlier process left (process {})", process.pid());
                    return Optional.of(new Answering(process, frontend, ports.get()));
                }
                frontend.close();
            }
        }
        left.forEach(this::endOrphan);
        return Optional.empty();
    }

    private Answering startNew() throws IOException {
        Ports ports = claims.choose();
        if (ports.frontend() != Ports.USUAL.frontend()) {
            LOG.info(
                    "port {} is another program's, so Temporal gets port {} (to use a Temporal that runs there, set"
                            + " TEMPORAL_ADDRESS=127.0.0.1:{})",
                    Ports.USUAL.frontend(),
                    ports.frontend(),
                    Ports.USUAL.frontend());
        }
        for (int starts = 1; true; starts++) {
            ServerProcess process = start(ports);
            Frontend frontend = connect.apply(ports.frontend());
            if (answersWithin(patience, process, frontend)) {
                ServerProcess.of(database).stream()
                        .filter(other -> other.pid() != process.pid())
                        .forEach(this::endOrphan);
                return new Answering(process, frontend, ports);
            }
            frontend.close();
            boolean ended = !process.runs();
            process.end();
            if (starts == STARTS || !log.says("address already in use")) {
                throw failed(ended ? " ended at once (" + process.exit() + ")" : " did not answer");
            }
            ports = claims.chooseOthers();
        }
    }

    /** What answers is ours, since nobody else was on the port, and ours ends at once where somebody came between. */
    private static boolean answersWithin(Duration time, ServerProcess process, Frontend frontend) {
        long deadline = System.nanoTime() + time.toNanos();
        while (!process.endedWithin(GLANCE)) {
            try {
                frontend.requireNamespace();
                return process.runs();
            } catch (StatusRuntimeException e) {
                if (System.nanoTime() > deadline) {
                    return false;
                }
            }
        }
        return false;
    }

    private void endOrphan(ServerProcess process) {
        LOG.info("ending a temporal program that an earlier process left (process {})", process.pid());
        if (!process.end()) {
            throw new Failure(
                    FailureType.CONFLICT,
                    "process " + process.pid() + " serves " + database + " and cannot be ended from here; end it (kill "
                            + process.pid() + ")");
        }
    }

    private Failure failed(String what) {
        String tail = log.tail();
        return new Failure(
                FailureType.UNAVAILABLE,
                "the temporal program " + program + what + " on " + database
                        + (tail.isEmpty() ? "; it said nothing" : "; it said: " + tail) + ". All that it said is in "
                        + log.file() + "; name another program in TABLEKEEPER_TEMPORAL, or none to do without it");
    }
}
