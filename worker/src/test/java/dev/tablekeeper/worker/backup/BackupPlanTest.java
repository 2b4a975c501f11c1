package dev.tablekeeper.worker.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.snapshot.Snapshot;
import dev.tablekeeper.stores.snapshot.SnapshotTable;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackupPlanTest {
    private static SnapshotTable table(String name, long rows, int slices) {
        return new SnapshotTable(
                TableDefinition.of(name, List.of(), List.of(Column.of("id", ColumnType.INT64, Column.Mode.REQUIRED))),
                rows,
                slices);
    }

    private static List<BackupPlan.Unit> units(List<SnapshotTable> tables) {
        return BackupPlan.units(new Snapshot(Instant.EPOCH, tables, List.of()));
    }

    @Test
    void aThousandSmallTablesAreTwentySteps() {
        List<BackupPlan.Unit> units = units(
                IntStream.range(0, 1_000).mapToObj(i -> table("t" + i, 10, 1)).toList());

        assertThat(units).hasSize(20);
        assertThat(units.stream().flatMap(unit -> unit.parts().stream()))
                .hasSize(1_000)
                .doesNotHaveDuplicates();
    }

    @Test
    void aLargeTableIsAStepForEachSliceAndSmallOnesDoNotWaitForTooManyRows() {
        List<BackupPlan.Unit> units = units(List.of(
                table("a", 600_000, 1), table("b", 5_000_000, 3), table("c", 600_000, 1), table("d", 300_000, 1)));

        assertThat(units)
                .containsExactlyInAnyOrder(
                        new BackupPlan.Unit(List.of(new BackupPlan.Part(0, 0))),
                        new BackupPlan.Unit(List.of(new BackupPlan.Part(1, 0))),
                        new BackupPlan.Unit(List.of(new BackupPlan.Part(1, 1))),
                        new BackupPlan.Unit(List.of(new BackupPlan.Part(1, 2))),
                        new BackupPlan.Unit(List.of(new BackupPlan.Part(2, 0), new BackupPlan.Part(3, 0))));
    }

    @Test
    void noTablesAreNoSteps() {
        assertThat(units(List.of())).isEmpty();
    }
}
