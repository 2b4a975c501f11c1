package dev.tablekeeper.standalone.temporal;

import dev.tablekeeper.api.TemporalUi;
import dev.tablekeeper.jobs.WorkflowServers;
import dev.tablekeeper.worker.Workers;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Temporal inside this JVM, in memory. A server never forgets a finished workflow, so they take turns: when the one in use
 * remembers much, a fresh one takes the new workflows, and the old one goes when nothing is done on it any more. Jobs that
 * only wait then (for a person, for a full disk) are found to be absent by the next sweep and start on the fresh one from
 * their records and plans, as after a restart. An old one with a long queue hands back what is left of it when it
 * remembers very much; by then it has done many steps since the turn, so this cannot go round in circles. One on which a
 * long step is done stays as long, beside a few others.
 */
public final class InProcessTemporal implements TemporalConnection {
    /** At about 4 kB each. */
    static final long TURN_AFTER = 3_000;

    private static final int HAND_BACK_AFTER_TURNS = 3;
    private static final int MOST_SERVERS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(InProcessTemporal.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** A workflow between two steps looks as if it waited; moving one is right, but begins it anew. */
    private static final int IDLE_LOOKS = 3;

    private final Wire wire;
    private final long turnAfter;
    private final ReadWriteLock turn = new ReentrantReadWriteLock();
    private final Semaphore stop = new Semaphore(0);
    private final Thread turner = new Thread(this::turn, "tablekeeper-turns");
    private volatile List<InProcessServer> servers;
    private volatile Runnable moved = () -> {};
    private Optional<Workers> workers = Optional.empty();

    /** @param wire what its clients are made with */
    public InProcessTemporal(Wire wire) {
        this(wire, TURN_AFTER);
    }

    /** @param turnAfter how many steps a server remembers before another takes its turn */
    InProcessTemporal(Wire wire, long turnAfter) {
        this.wire = wire;
        this.turnAfter = turnAfter;
        this.servers = List.of(new InProcessServer(wire));
        turner.setDaemon(true);
    }

    @Override
    public WorkflowServers servers() {
        return new WorkflowServers() {
            @Override
            public List<WorkflowClient> clients() {
                return servers.stream().map(InProcessServer::client).toList();
            }

            @Override
            public <T> T steadily(Function<List<WorkflowClient>, T> use) {
                turn.readLock().lock();
                try {
                    return use.apply(clients());
                } finally {
                    turn.readLock().unlock();
                }
            }
        };
    }

    @Override
    public void serve(Workers serving) {
        workers = Optional.of(serving);
        servers.get(0).serve(serving);
        turner.start();
    }

    @Override
    public void whenMoved(Runnable then) {
        moved = then;
    }

    private void turn() {
        try {
            while (!stop.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    look();
                } catch (RuntimeException e) {
                    LOG.warn("Temporal's servers could not take turns just now: {}", e.toString());
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("no more turns");
        }
    }

    private void look() {
        List<InProcessServer> now = servers;
        for (InProcessServer old : now.subList(1, now.size())) {
            boolean overfull = old.remembered() >= HAND_BACK_AFTER_TURNS * turnAfter;
            if (overfull || old.idleLooks() >= IDLE_LOOKS) {
                retire(old);
            }
        }
        if (servers.get(0).remembered() >= turnAfter && servers.size() < MOST_SERVERS) {
            begin();
        }
    }

    /** In this order: its workers let go, then nobody finds it any more, then its jobs are started elsewhere. */
    private void retire(InProcessServer old) {
        old.release();
        set(servers.stream().filter(server -> server != old).toList());
        old.close();
        moved.run();
    }

    private void begin() {
        LOG.debug("another in-process Temporal server takes its turn");
        InProcessServer fresh = new InProcessServer(wire);
        fresh.serve(workers.orElseThrow());
        set(Stream.concat(Stream.of(fresh), servers.stream()).toList());
    }

    private void set(List<InProcessServer> now) {
        turn.writeLock().lock();
        try {
            servers = now;
        } finally {
            turn.writeLock().unlock();
        }
    }

    @Override
    public Optional<TemporalUi> ui() {
        return Optional.empty();
    }

    @Override
    public String description() {
        return "Temporal runs inside this process: without a UI, and its histories end with the process (accepted jobs"
                + " come back from their records). For more: ./tablekeeper install-temporal, then start again";
    }

    @Override
    public boolean reachable() {
        return true;
    }

    @Override
    public void close() {
        stop.release();
        try {
            turner.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<Thread> closing = servers.stream()
                .map(server -> new Thread(server::close, "tablekeeper-closing"))
                .toList();
        closing.forEach(Thread::start);
        try {
            for (Thread thread : closing) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
