package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.Table;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.ViewDefinition;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.google.bigquery.FreezeChoice.Chosen;
import dev.tablekeeper.stores.snapshot.ExportedFile;
import dev.tablekeeper.stores.snapshot.Snapshot;
import dev.tablekeeper.stores.snapshot.SnapshotTable;
import dev.tablekeeper.stores.snapshot.SnapshotView;
import dev.tablekeeper.stores.snapshot.Snapshots;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Snapshots of a dataset by time travel, as docs/decisions/0011 has it. A release that meets a freeze under way: the release
 * marks the operation first and then drops what is there, the freeze remembers what it has done first and then looks for the
 * mark. So one of them finds what the other did, and nothing stays.
 */
final class BigQuerySnapshots implements Snapshots {
    /** What BigQuery takes in a table's name. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N}\\p{Pc}\\p{Pd}\\p{Zs}]{1,1024}");

    private final BigQueryClient client;
    private final Dataset dataset;
    private final FreezeChoice choice;
    private final FrozenTables tables;
    private final Frozen.Place place;
    private final TableExport export;

    /** @param objects where scratch files may be put, in a bucket that BigQuery's jobs can write to */
    BigQuerySnapshots(BigQueryClient client, Dataset dataset, Jobs jobs, ObjectStore objects, Clock clock) {
        this.client = client;
        this.dataset = dataset;
        choice = new FreezeChoice(jobs);
        tables = new FrozenTables(client, dataset, jobs, clock);
        place = new Frozen.Place(objects);
        export = new TableExport(jobs, dataset, objects, new TableContents(client, jobs, clock));
    }

    @Override
    public Snapshot freeze(
            Operation operation, Optional<List<String>> names, List<TableDefinition> described, Runnable alive) {
        alive.run();
        Chosen chosen = choice.choose(operation, wanted(operation, names), alive);
        requireWanted(operation);
        Frozen frozen = place.find(operation)
                .orElseGet(() -> place.keep(operation, freeze(operation, chosen, names.isPresent(), alive)));
        requireWanted(operation);
        return new Snapshot(
                frozen.instant(),
                frozen.tables().stream()
                        .map(table -> new SnapshotTable(
                                TableResource.definition(table.name(), table.schema(), described),
                                table.rows(),
                                1,
                                Optional.of(table.resource())))
                        .toList(),
                frozen.views());
    }

    private void requireWanted(Operation operation) {
        if (choice.released(operation)) {
            letGo(operation);
            throw FreezeChoice.abandoned(operation);
        }
    }

    private List<String> wanted(Operation operation, Optional<List<String>> names) {
        List<String> there = client.tables(dataset.id()).stream()
                .filter(DatasetTable::base)
                .map(DatasetTable::name)
                .sorted()
                .toList();
        if (names.isEmpty()) {
            return there;
        }
        List<String> named = names.get().stream().distinct().sorted().toList();
        List<String> missing =
                named.stream().filter(name -> !there.contains(name)).toList();
        // Dropped since it was frozen: then it is found in the past, or is missing there too.
        boolean past = missing.stream().allMatch(name -> NAME.matcher(name).matches()) && choice.begun(operation);
        if (!missing.isEmpty() && !past) {
            throw new StoreFailure(
                    FailureType.UNKNOWN_TABLE, "there is no table " + dataset + "." + String.join(", ", missing));
        }
        return named;
    }

    private Frozen freeze(Operation operation, Chosen chosen, boolean named, Runnable alive) {
        List<DatasetTable> listed = client.tables(dataset.id());
        List<String> since = listed.stream().map(DatasetTable::name).toList();
        List<Frozen.Table> frozen = SideBySide.each(
                        FrozenTables.MOST_AT_A_TIME, chosen.tables(), alive, (table, wanted) -> {
                            try {
                                return Stream.of(tables.freeze(operation, chosen.instant(), table, wanted));
                            } catch (StoreFailure e) {
                                // It was dropped between the list and the instant.
                                if (e.type() == FailureType.UNKNOWN_TABLE && !named && !since.contains(table)) {
                                    return Stream.<Frozen.Table>empty();
                                }
                                throw e;
                            }
                        })
                .stream()
                .flatMap(one -> one)
                .toList();
        return new Frozen(chosen.instant(), frozen, views(listed));
    }

    private List<SnapshotView> views(List<DatasetTable> listed) {
        List<SnapshotView> views = new ArrayList<>();
        for (DatasetTable view : listed.stream()
                .filter(DatasetTable::view)
                .sorted(Comparator.comparing(DatasetTable::name))
                .toList()) {
            TableId id = dataset.table(view.name());
            Table there = client.call("look at " + view.name(), bigQuery -> bigQuery.getTable(id));
            if (there != null && there.getDefinition() instanceof ViewDefinition definition) {
                views.add(new SnapshotView(view.name(), dataset.fromView(definition.getQuery())));
            }
        }
        return views;
    }

    @Override
    public List<ExportedFile> export(
            Operation frozen, SnapshotTable table, int slice, ObjectStore into, String prefix, LongConsumer progress) {
        Frozen.Table there = place.find(frozen)
                .flatMap(all -> all.table(table.name()))
                .orElseThrow(() -> FrozenTables.gone(table.name()));
        try {
            return export.run(frozen, there, new TableExport.Target(table.definition(), into, prefix, progress));
        } catch (StoreFailure e) {
            throw e.type() == FailureType.UNKNOWN_TABLE ? FrozenTables.gone(table.name()) : e;
        }
    }

    @Override
    public void release(Operation frozen) {
        choice.release(frozen);
        letGo(frozen);
    }

    private void letGo(Operation operation) {
        place.forget(operation);
        tables.drop(operation);
    }
}
