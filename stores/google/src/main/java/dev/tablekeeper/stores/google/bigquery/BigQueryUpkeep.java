package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.DatasetInfo;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.google.GoogleAccess;
import dev.tablekeeper.stores.upkeep.Change;
import dev.tablekeeper.stores.upkeep.Change.Kind;
import dev.tablekeeper.stores.upkeep.ObjectChanges;
import dev.tablekeeper.stores.upkeep.Upkeep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The upkeep of a dataset, of what stands in it and of the dataset for rows on their way. BigQuery changes one thing at a
 * time: where a change fails those before it are done, and a repetition does the rest.
 */
public final class BigQueryUpkeep implements Upkeep {
    /** What a start does by itself. */
    private static final Set<Kind> AT_START =
            Set.of(Kind.CREATE_TABLE, Kind.ADD_COLUMN, Kind.CREATE_VIEW, Kind.CHANGE_VIEW);

    private static final Set<Kind> SAFE =
            Arrays.stream(Kind.values()).filter(Kind::safe).collect(Collectors.toUnmodifiableSet());

    private final Dataset dataset;
    private final Optional<String> location;
    private final Preparation preparation;
    private final TableUpkeep tables;
    private final ViewUpkeep views;

    BigQueryUpkeep(BigQueryClient client, Dataset dataset, Optional<String> location) {
        this.dataset = dataset;
        this.location = location;
        preparation = new Preparation(client, dataset);
        tables = new TableUpkeep(client, dataset);
        views = new ViewUpkeep(client, dataset);
    }

    /**
     * For a dataset that need not be there.
     *
     * @param location where its data is to be, if it is not there: {@code EU}, {@code us-central1}, …
     */
    public static BigQueryUpkeep open(GoogleAccess access, Dataset dataset, Optional<String> location) {
        return new BigQueryUpkeep(BigQueryClient.anywhere(access, dataset.project()), dataset, location);
    }

    @Override
    public List<Change> diff(List<TableDefinition> wantedTables, List<ViewDefinition> wantedViews) {
        List<Change> changes = new ArrayList<>(places());
        wantedTables.forEach(table -> changes.addAll(tables.changes(table)));
        wantedViews.forEach(view -> changes.addAll(views.changes(view)));
        return changes;
    }

    private List<Change> places() {
        List<Change> changes = new ArrayList<>();
        Optional<com.google.cloud.bigquery.Dataset> there = preparation.find(dataset.id());
        if (there.isEmpty()) {
            changes.add(noDataset());
        } else if (location.isPresent()
                && !location.get().equalsIgnoreCase(there.get().getLocation())) {
            changes.add(new Change(
                    Kind.CHOOSE_LOCATION,
                    dataset.toString(),
                    "the dataset " + dataset + " is in " + there.get().getLocation() + ", not in " + location.get(),
                    "leave the location out, or name another dataset: none can be moved"));
        }
        if (preparation.find(dataset.scratchId()).isEmpty()) {
            String scratch = dataset.scratchId().getDataset();
            changes.add(new Change(
                    Kind.CREATE_DATASET,
                    scratch,
                    "there is no dataset " + scratch + ", where rows are on their way",
                    "it is made"));
        }
        if (preparation.table(dataset.ledger()).isEmpty()) {
            changes.add(ObjectChanges.noTable(dataset.ledger().getTable()));
        }
        return changes;
    }

    private Change noDataset() {
        String difference = "there is no dataset " + dataset;
        return location.map(place ->
                        new Change(Kind.CREATE_DATASET, dataset.toString(), difference, "it is made in " + place))
                .orElseGet(() -> new Change(
                        Kind.CHOOSE_LOCATION,
                        dataset.toString(),
                        difference,
                        "say where its data is to be, in the location of the bucket: tables apply --location EU"));
    }

    @Override
    public List<Change> apply(List<TableDefinition> wantedTables, List<ViewDefinition> wantedViews) {
        List<Change> changes = diff(wantedTables, wantedViews);
        if (changes.isEmpty() || !Upkeep.safe(changes)) {
            return changes;
        }
        List<String> done = new ArrayList<>();
        step(dataset.toString(), done, name -> makePlaces());
        for (TableDefinition table : wantedTables) {
            step(table.name(), done, name -> requireNothing(tables.apply(table, SAFE)));
        }
        for (ViewDefinition view : wantedViews) {
            step(view.name(), done, name -> requireNothing(views.apply(view, SAFE)));
        }
        return changes;
    }

    /** A change that somebody has made since the look. */
    private static void requireNothing(List<Change> left) {
        requireNone(left.stream().map(Change::difference).toList());
    }

    private void makePlaces() {
        if (preparation.find(dataset.id()).isEmpty()) {
            preparation.createDataset(DatasetInfo.newBuilder(dataset.id())
                    .setLocation(location.orElseThrow())
                    .build());
        }
        preparation.ownPlaces();
    }

    private static void step(String name, List<String> done, Consumer<String> step) {
        try {
            step.accept(name);
            done.add(name);
        } catch (StoreFailure e) {
            String before = done.isEmpty() ? "nothing was done" : "done before it: " + String.join(", ", done);
            throw new StoreFailure(
                    e.type(), name + ": " + e.getMessage() + " (" + before + "; a repetition does the rest)", e);
        }
    }

    /** What a start does: as {@link dev.tablekeeper.stores.Warehouse#prepare} says. */
    void prepare(List<TableDefinition> wantedTables, List<ViewDefinition> wantedViews) {
        preparation.ownPlaces();
        List<Change> left = new ArrayList<>();
        wantedTables.forEach(table -> left.addAll(tables.apply(table, AT_START)));
        requireColumns(left);
        left.clear();
        wantedViews.forEach(view -> left.addAll(views.apply(view, AT_START)));
        requireColumns(left);
    }

    /** Where rows lie, and what is said about them, is nothing that a write would mind. */
    private static void requireColumns(List<Change> left) {
        Set<Kind> harmless = Set.of(Kind.DESCRIBE, Kind.LABEL, Kind.CHANGE_PARTITIONING, Kind.CHANGE_CLUSTERING);
        requireNone(left.stream()
                .filter(change -> !harmless.contains(change.kind()))
                .map(Change::difference)
                .toList());
    }

    /** Fails with {@code TABLE_CHANGED} if there are any. */
    static void requireNone(List<String> differences) {
        if (!differences.isEmpty()) {
            throw new StoreFailure(
                    FailureType.TABLE_CHANGED,
                    String.join("; ", differences)
                            + ". Mend the definition, or alter the table ('tables apply' does what loses nothing)");
        }
    }
}
