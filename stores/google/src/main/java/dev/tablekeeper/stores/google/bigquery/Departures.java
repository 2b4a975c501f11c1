package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.Table;
import com.google.cloud.bigquery.TableId;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.google.bigquery.KeptTables.Entry;
import java.util.List;
import java.util.Optional;

/**
 * Drops tables that a swap had made, when it was undone. The undoing's transaction has kept and deleted their rows, and
 * holds them for this; then writes that had begun before are waited for, whose rows join those that were kept, and only
 * then the table goes. So no row that was accepted goes with it.
 */
record Departures(BigQueryClient client, Dataset dataset, Holds holds, WriteJobs writes, SwapScript script) {

    /** @param made the swap that had made the table; another one of its name stays */
    record Departure(Operation operation, Operation made, TableName name, TableId live, TableId kept) {
        boolean made(Table table) {
            return LiveTables.madeBy(made, table) || LiveTables.madeBy(operation, table);
        }
    }

    static String holder(Operation operation) {
        return "away:" + operation.id();
    }

    /** What an undoing left to be done, done or not. */
    void finish(Operation operation, Operation made, Iterable<Entry> entries) {
        boolean held = false;
        int position = 0;
        for (Entry entry : entries) {
            if (!entry.stands()) {
                drop(
                        new Departure(
                                operation,
                                made,
                                entry.table(),
                                dataset.table(entry.table()),
                                dataset.scratch(entry.kept())),
                        position);
                held = true;
            }
            position++;
        }
        if (held) {
            holds.release(holder(operation));
        }
    }

    /** Drops the tables that a swap has made which is not done any more, as far as nobody has put rows into them. */
    void withdraw(Operation swap, List<TableId> keptTables) {
        for (TableId id : keptTables) {
            Optional<Table> kept = look(id);
            Optional<TableId> live = kept.map(Table::getFriendlyName).map(this::named);
            if (live.flatMap(this::look)
                    .filter(table -> LiveTables.madeBy(swap, table))
                    .isPresent()) {
                holds.join(holder(swap), live.get());
                holds.waitForWrites();
                if (rows(live.get()) == 0) {
                    client.call("drop " + live.get().getTable(), bigQuery -> bigQuery.delete(live.get()));
                }
                holds.release(holder(swap));
            }
            client.call("drop " + id.getTable(), bigQuery -> bigQuery.delete(id));
        }
    }

    private TableId named(String name) {
        int dot = name.indexOf('.');
        return TableId.of(dataset.project(), name.substring(0, dot), name.substring(dot + 1));
    }

    private Optional<Table> look(TableId id) {
        return Optional.ofNullable(client.call("look at " + id.getTable(), bigQuery -> bigQuery.getTable(id)));
    }

    private void drop(Departure departure, int position) {
        Optional<Table> there = look(departure.live());
        if (there.filter(departure::made).isEmpty()) {
            return;
        }
        holds.waitForWrites();
        if (rows(departure.live()) > 0) {
            Operation late = new Operation(
                    departure.operation().id() + ".late." + position,
                    departure.operation().parameters());
            writes.once(late, script.late(late, departure), () -> {});
        }
        if (rows(departure.live()) > 0) {
            throw new StoreFailure(
                    FailureType.CONFLICT,
                    departure.name() + " is to go, and somebody still writes to it; it goes when that has ended");
        }
        client.call("drop " + departure.name(), bigQuery -> bigQuery.delete(departure.live()));
    }

    private long rows(TableId table) {
        String sql = "SELECT COUNT(*) AS n FROM " + Dataset.sql(table);
        return client.call(
                        "count the rows of " + table.getTable(),
                        bigQuery -> bigQuery.query(QueryJobConfiguration.of(sql)))
                .iterateAll()
                .iterator()
                .next()
                .get("n")
                .getLongValue();
    }
}
