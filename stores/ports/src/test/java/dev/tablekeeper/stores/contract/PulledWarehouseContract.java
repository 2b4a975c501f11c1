package dev.tablekeeper.stores.contract;

import static dev.tablekeeper.stores.contract.RowList.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.TableWrite;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** {@link WarehouseContract} for rows that are pulled from the same process, and what goes for those alone. */
public abstract class PulledWarehouseContract extends WarehouseContract {
    private final RuntimeException broken = new IllegalStateException("broken");

    @Override
    protected Rows rows(TableDefinition table, RowSource source, long count) {
        return Rows.Pulled.counted(source, count);
    }

    @Override
    protected Rows unreadable() {
        return Rows.Pulled.counted(breakingAfter(RowList.of(row(1L, "a"), row(2L, "b")), 1, broken), 3);
    }

    @Override
    protected void assertUnreadable(Throwable failure) {
        assertThat(failure).isSameAs(broken);
    }

    @Test
    void anErrorOfTheSourceComesOutAsItIs() {
        Error error = new AssertionError("broken");
        RowSource source = breakingAfter(people(0, 100_000, "p"), 30, error);
        assertThatThrownBy(() -> write(
                        operation("broken"),
                        List.of(new TableWrite(PEOPLE, TableWrite.Mode.APPEND, Rows.Pulled.counted(source, 100_000)))))
                .isSameAs(error);
        assertThat(warehouse.count("people")).isZero();
    }

    @Test
    void everyReaderIsClosed() {
        RowList people = RowList.split(people(0, 50_000, "p").rows(), 100);
        AtomicInteger open = new AtomicInteger();
        append("all", PEOPLE, people);
        write(
                operation("watched"),
                List.of(new TableWrite(
                        PEOPLE, TableWrite.Mode.APPEND, Rows.Pulled.counted(watched(people, open), 50_000))));
        assertThat(open).hasValue(0);

        assertThatThrownBy(() -> write(
                        operation("broken"),
                        List.of(new TableWrite(
                                PEOPLE,
                                TableWrite.Mode.APPEND,
                                Rows.Pulled.counted(breakingAfter(watched(people, open), 50, broken), 50_000)))))
                .isSameAs(broken);
        assertThat(open).hasValue(0);
    }

    @Test
    void aFailureToCloseAReaderIsAFailureOfTheWrite() {
        RowSource source = wrapped(people(0, 3, "p"), reader -> new RowSource.RowReader() {
            @Override
            public boolean read(RowBatch batch) {
                return reader.read(batch);
            }

            @Override
            public void close() {
                throw broken;
            }
        });
        assertThatThrownBy(() -> write(
                        operation("changed"),
                        List.of(new TableWrite(PEOPLE, TableWrite.Mode.APPEND, Rows.Pulled.counted(source, 3)))))
                .isSameAs(broken);
        assertThat(warehouse.count("people")).isZero();
    }

    /** The same rows, but after {@code batches} batches, in whatever split, only this failure. */
    private static RowSource breakingAfter(RowSource source, int batches, Throwable failure) {
        AtomicInteger left = new AtomicInteger(batches);
        return wrapped(source, reader -> new RowSource.RowReader() {
            @Override
            public boolean read(RowBatch batch) {
                if (left.getAndDecrement() <= 0) {
                    if (failure instanceof Error error) {
                        throw error;
                    }
                    throw (RuntimeException) failure;
                }
                return reader.read(batch);
            }

            @Override
            public void close() {
                reader.close();
            }
        });
    }

    private static RowSource watched(RowSource source, AtomicInteger open) {
        return wrapped(source, reader -> {
            open.incrementAndGet();
            return new RowSource.RowReader() {
                @Override
                public boolean read(RowBatch batch) {
                    return reader.read(batch);
                }

                @Override
                public void close() {
                    open.decrementAndGet();
                    reader.close();
                }
            };
        });
    }

    private static RowSource wrapped(RowSource source, UnaryOperator<RowSource.RowReader> reader) {
        return new RowSource() {
            @Override
            public int splits() {
                return source.splits();
            }

            @Override
            public RowReader open(int split) {
                return reader.apply(source.open(split));
            }
        };
    }
}
