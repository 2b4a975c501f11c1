package dev.tablekeeper.stores.contract;

import static dev.tablekeeper.stores.contract.RowList.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.row.RowSource;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableWrite;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link WarehouseContract} for rows that were staged as Avro parts, which every warehouse takes. */
public abstract class StagedWarehouseContract extends WarehouseContract {

    /** The store that the warehouse reads its parts from. */
    protected abstract ObjectStore objects();

    @Override
    protected Rows rows(TableDefinition table, RowSource source, long count) {
        return new StagedParts(objects()).stage(table, source, count);
    }

    @Override
    protected Rows unreadable() {
        RowList readable = RowList.of(row(1L, "a"), row(2L, "b"));
        return new Rows.Staged(List.of(stage(PEOPLE, readable, 0), "staging/missing.avro"), 3);
    }

    @Override
    protected void assertUnreadable(Throwable failure) {
        assertThat(failure).isInstanceOfSatisfying(StoreFailure.class, missing -> {
            assertThat(missing.type()).isEqualTo(FailureType.SOURCE_MISSING);
            assertThat(missing).hasMessageContaining("staging/missing.avro");
        });
    }

    @Test
    void aPartThatIsCutOffIsNotWritten() {
        String part = stage(PEOPLE, people(0, 1_000, "p"), 0);
        byte[] whole = objects().read(part).orElseThrow();
        objects().write("staging/cut.avro", Condition.any(), Arrays.copyOf(whole, whole.length - 20));
        TableWrite write =
                new TableWrite(PEOPLE, TableWrite.Mode.APPEND, new Rows.Staged(List.of("staging/cut.avro"), 1_000));
        assertThatThrownBy(() -> write(operation("cut"), List.of(write))).isInstanceOf(RuntimeException.class);
        assertThat(warehouse.count("people")).isZero();
        assertThat(warehouse.outcome(operation("cut"))).isEmpty();
    }

    private String stage(TableDefinition table, RowSource source, int split) {
        return new StagedParts(objects()).stage(table, source, split);
    }
}
