package dev.tablekeeper.conformance;

import dev.tablekeeper.conformance.temporal.Impatience;
import dev.tablekeeper.standalone.Doors;
import dev.tablekeeper.standalone.Serve;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.WriteResult;
import dev.tablekeeper.stores.contract.DelegatingWarehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;

/** A system in this process, whose writes to the warehouse can be held. */
public final class LiveSystem implements AutoCloseable {
    private static final int LONGEST_HOLD_SECONDS = 120;

    private final World world;
    private final JobCase load;
    private final AtomicReference<Warehouse> warehouse = new AtomicReference<>();
    private final AtomicReference<Hold> hold = new AtomicReference<>(new Hold(0));
    private final Serve serve;

    public LiveSystem(World world, JobCase load) throws IOException {
        this.world = world;
        this.load = load;
        Files.createDirectories(world.folder());
        serve = Serve.start(
                world.configuration(),
                new Doors(
                        UnaryOperator.identity(),
                        real -> {
                            warehouse.set(real);
                            return new HeldWarehouse(real);
                        },
                        List.of(new Impatience())));
    }

    /** Holds the next writes before they begin. */
    public static final class Hold {
        private final CountDownLatch come;
        private final CountDownLatch free = new CountDownLatch(1);

        private Hold(int writes) {
            come = new CountDownLatch(writes);
            if (writes == 0) {
                free.countDown();
            }
        }

        /** @return whether they came */
        public boolean awaitComing() throws InterruptedException {
            return come.await(LONGEST_HOLD_SECONDS, TimeUnit.SECONDS);
        }

        public void release() {
            free.countDown();
        }
    }

    /** From now on writes are held; told when that many have come. */
    public Hold hold(int writes) {
        Hold next = new Hold(writes);
        hold.set(next);
        return next;
    }

    public void holdNoMore() {
        hold.getAndSet(new Hold(0)).release();
    }

    public Client client() {
        return new Client(serve.uri());
    }

    /** Accepts the load of a file. */
    public Optional<String> load(int number) throws IOException {
        load.prepare(client(), number);
        return client().start(load, number, "key-" + number);
    }

    /** What is not as it has to be when files from the first to this one were loaded. */
    public List<String> faults(String job, int number, int files) throws IOException {
        return new JobCheck(world, load, client(), warehouse.get()).faults(job, number, files);
    }

    public long rows() {
        return warehouse.get().count(RowsCase.TABLE);
    }

    @Override
    public void close() {
        holdNoMore();
        serve.close();
    }

    private final class HeldWarehouse extends DelegatingWarehouse {
        HeldWarehouse(Warehouse real) {
            super(real);
        }

        @Override
        public Intake intake() {
            return load.intake();
        }

        @Override
        public WriteResult write(Operation operation, List<TableWrite> writes, LongConsumer progress) {
            Hold now = hold.get();
            now.come.countDown();
            boolean freed = Await.until(java.time.Duration.ofSeconds(LONGEST_HOLD_SECONDS), () -> {
                progress.accept(0);
                return now.free.getCount() == 0;
            });
            if (!freed) {
                throw new IllegalStateException("a write was held too long");
            }
            return super.write(operation, writes, progress);
        }
    }
}
