package dev.tablekeeper.stores.snapshot;

import java.time.Instant;
import java.util.List;

/**
 * What was frozen.
 *
 * @param instant every write that was done before it is in, none that was done after it
 * @param tables in the order of their names
 * @param views all views of the dataset
 */
public record Snapshot(Instant instant, List<SnapshotTable> tables, List<SnapshotView> views) {
    public Snapshot {
        tables = List.copyOf(tables);
        views = List.copyOf(views);
    }
}
