package dev.tablekeeper.conformance.kill;

import dev.tablekeeper.conformance.Await;
import dev.tablekeeper.conformance.Client;
import dev.tablekeeper.conformance.JobCase;
import dev.tablekeeper.conformance.JobCheck;
import dev.tablekeeper.conformance.World;
import dev.tablekeeper.conformance.temporal.Impatience;
import dev.tablekeeper.standalone.Doors;
import dev.tablekeeper.standalone.Serve;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.WriteResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * One process of the matrix: sees to it that the job which an earlier process died of has ended as it has to, then
 * accepts the next one and stops at a fault point, where it is killed from outside. It speaks in lines on standard output.
 */
public final class Victim {
    static final String VERIFIED = "@verified";
    static final String FAULT = "@fault ";
    static final String ACCEPTED = "@accepted ";
    static final String REACHED = "@reached ";
    static final String PASSED = "@passed ";
    static final String SURVIVED = "@survived";
    static final String HELD = "@held";

    private static final Duration SWEEPING = Duration.ofSeconds(60);
    private static final int LONGEST_JOB_SECONDS = 60;

    private final World world;
    private final JobCase load;
    private final AtomicReference<Warehouse> warehouse = new AtomicReference<>();
    private final Fuse fuse;
    private volatile Runnable beforeWrite = () -> {};

    private Victim(World world, JobCase load, boolean recording) {
        this.world = world;
        this.load = load;
        this.fuse = new Fuse(
                point -> {
                    if (recording) {
                        say(PASSED + point.text());
                    }
                },
                Victim::stop);
    }

    /**
     * Arguments: the world's folder, the load case, then in this order what there is to do:
     * {@code verify NUMBER[/FILES] KEY [JOB]}, {@code die NUMBER KEY POINT}, {@code record NUMBER KEY}, {@code crowd COUNT KEY}.
     */
    public static void main(String[] arguments) throws Exception {
        List<String> words = List.of(arguments);
        World world = new World(Path.of(words.get(0)), System.getenv());
        Victim victim = new Victim(world, JobCase.named(words.get(1)), words.contains("record"));
        boolean right;
        try (Serve serve = victim.start()) {
            right = victim.run(new Client(serve.uri()), words.subList(2, words.size()));
        }
        // Threads of the SDK may outlive the servers.
        Runtime.getRuntime().exit(right ? 0 : 1);
    }

    private Serve start() {
        Doors doors = new Doors(
                objects -> new FusedObjectStore(objects, fuse),
                real -> {
                    warehouse.set(real);
                    return new FusedWarehouse(real, load.intake(), fuse) {
                        @Override
                        public WriteResult write(Operation operation, List<TableWrite> writes, LongConsumer progress) {
                            beforeWrite.run();
                            return super.write(operation, writes, progress);
                        }
                    };
                },
                List.of(new FusedTemporal(fuse), new Impatience()));
        return Serve.start(world.configuration(), doors);
    }

    private boolean run(Client client, List<String> words) throws IOException, InterruptedException {
        int at = 0;
        while (at < words.size()) {
            String task = words.get(at);
            String[] numbers = words.get(at + 1).split("/", 2);
            int number = Integer.parseInt(numbers[0]);
            int files = Integer.parseInt(numbers[numbers.length - 1]);
            String key = words.get(at + 2);
            switch (task) {
                case "verify" -> {
                    boolean known = at + 3 < words.size()
                            && Fuse.JOB.matcher(words.get(at + 3)).matches();
                    if (!verify(client, known ? words.get(at + 3) : askAgain(client, number, key), number, files)) {
                        return false;
                    }
                    at += known ? 4 : 3;
                }
                case "record" -> {
                    if (!live(client, number, key, Optional.empty())) {
                        return false;
                    }
                    at += 3;
                }
                case "die" -> {
                    live(client, number, key, Optional.of(FaultPoint.parse(words.get(at + 3))));
                    say(SURVIVED);
                    at += 4;
                }
                case "crowd" -> crowd(client, number, key);
                default -> throw new IllegalArgumentException("'" + task + "' is no task");
            }
        }
        return true;
    }

    /** As a client does that got no answer. */
    private String askAgain(Client client, int number, String key) {
        AtomicReference<String> job = new AtomicReference<>();
        boolean accepted = Await.until(SWEEPING, () -> {
            try {
                client.start(load, number, key).ifPresent(job::set);
            } catch (IOException e) {
                say("asking again: " + e);
            }
            return job.get() != null;
        });
        if (!accepted) {
            throw new IllegalStateException("the request was not accepted when it was repeated");
        }
        return job.get();
    }

    private boolean verify(Client client, String job, int number, int files) throws IOException {
        List<String> faults = new JobCheck(world, load, client, warehouse.get()).faults(job, number, files);
        faults.forEach(fault -> say(FAULT + job + ": " + fault.replace("\n", "\\n")));
        if (faults.isEmpty()) {
            say(VERIFIED);
        }
        return faults.isEmpty();
    }

    private boolean live(Client client, int number, String key, Optional<FaultPoint> point)
            throws IOException, InterruptedException {
        load.prepare(client, number);
        fuse.light(point);
        String job = client.start(load, number, key).orElseThrow();
        say(ACCEPTED + job);
        if (load.hasWorkflow() && !fuse.closed().await(LONGEST_JOB_SECONDS, TimeUnit.SECONDS)) {
            say(FAULT + job + ": its workflow did not close");
            return false;
        }
        fuse.putOut();
        return verify(client, job, number, number);
    }

    /** Accepts several jobs, lets no write go on, and waits to be killed: some are in the middle then, some still wait. */
    private void crowd(Client client, int count, String key) throws IOException {
        CountDownLatch writing = new CountDownLatch(1);
        beforeWrite = () -> {
            writing.countDown();
            park();
        };
        for (int number = 1; number <= count; number++) {
            load.prepare(client, number);
            say(ACCEPTED + client.start(load, number, key + number).orElseThrow());
        }
        if (!Await.until(SWEEPING, () -> writing.getCount() == 0)) {
            throw new IllegalStateException("no load came to its write");
        }
        say(HELD);
        park();
    }

    private static void park() {
        while (true) {
            LockSupport.park();
        }
    }

    private static void stop(FaultPoint point) {
        say(REACHED + point.text());
        park();
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
