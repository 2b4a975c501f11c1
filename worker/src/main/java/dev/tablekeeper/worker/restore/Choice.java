package dev.tablekeeper.worker.restore;

import dev.tablekeeper.jobs.backup.BackupPlace;
import dev.tablekeeper.jobs.backup.Backups;
import dev.tablekeeper.jobs.backup.Manifest;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.TableDefinitions;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.RestoreTables;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.swap.Swaps;
import dev.tablekeeper.stores.swap.Swaps.LiveTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Chooses a backup, and where each of its tables goes. */
final class Choice {
    private final Backups backups;
    private final TableDefinitions described;
    private final Swaps swaps;

    Choice(Backups backups, TableDefinitions described, Swaps swaps) {
        this.backups = backups;
        this.described = described;
        this.swaps = swaps;
    }

    /** A table of a backup, where it goes, and what is there now. */
    record Goal(Manifest.Table backedUp, TableName into, TableDefinition definition, Optional<LiveTable> live) {
        /** Empty where there is nothing that it has to fit. */
        Optional<SchemaChange> change() {
            return definition.columns().equals(backedUp.definition().columns()) && live.isEmpty()
                    ? Optional.empty()
                    : Optional.of(SchemaChange.between(backedUp.definition(), definition));
        }
    }

    /** The id of the backup that is meant. */
    String backup(Optional<String> named, Optional<Instant> asOf) {
        if (asOf.isPresent()) {
            return backups.asOf(asOf.get())
                    .orElseThrow(() -> new Failure(
                            FailureType.UNKNOWN_BACKUP,
                            "There is no complete backup as of " + asOf.get() + " or before."));
        }
        Optional<String> id = named.filter(name -> !name.equals(RestoreTables.Input.LATEST));
        id.filter(name -> !BackupPlace.isId(name)).ifPresent(name -> {
            throw new Failure(
                    FailureType.UNKNOWN_BACKUP,
                    "'" + name + "' is no backup's id. GET /v1/backups lists those there are; latest is the newest.");
        });
        return id.or(backups::newest)
                .orElseThrow(() -> new Failure(
                        FailureType.UNKNOWN_BACKUP, "There is no complete backup yet. Make one: POST /v1/backups."));
    }

    List<Goal> goals(Manifest manifest, RestoreTables.Input input) {
        List<String> names = input.tables().isEmpty() ? manifest.tableNames() : input.tables();
        List<String> missing =
                names.stream().filter(name -> manifest.table(name).isEmpty()).toList();
        if (!missing.isEmpty()) {
            throw new Failure(
                    FailureType.UNKNOWN_TABLE,
                    "The backup " + manifest.id() + " does not have " + String.join(", ", missing) + "; it has "
                            + String.join(", ", manifest.tableNames()) + ".");
        }
        return names.stream()
                .map(name -> goal(manifest.table(name).orElseThrow(), input))
                .toList();
    }

    private Goal goal(Manifest.Table table, RestoreTables.Input input) {
        String name = table.table() + input.intoSuffix().orElse("");
        TableName into = new TableName(input.intoDataset(), name);
        Optional<LiveTable> live = swaps.find(into, described.all());
        TableDefinition then = named(table.definition(), name);
        // Elsewhere a copy of what was is wanted; in its own place, what everybody works with now.
        TableDefinition now = input.inPlace()
                ? described.find(name).or(() -> live.map(LiveTable::definition)).orElse(then)
                : then;
        return new Goal(table, into, now, live);
    }

    private static TableDefinition named(TableDefinition table, String name) {
        return new TableDefinition(
                name,
                table.description(),
                table.key(),
                table.columns(),
                table.partitionBy(),
                table.clusterBy(),
                table.labels());
    }

    /** @throws Failure TABLE_CHANGED where a table's rows do not fit any more, saying why */
    RestorePlan plan(Manifest manifest, List<Goal> goals) {
        List<String> obstacles = new ArrayList<>();
        for (Goal goal : goals) {
            goal.change()
                    .flatMap(SchemaChange::obstacle)
                    .ifPresent(obstacle -> obstacles.add(goal.backedUp().table() + ": " + obstacle));
        }
        if (!obstacles.isEmpty()) {
            throw new Failure(FailureType.TABLE_CHANGED, String.join(". ", obstacles) + ".");
        }
        return RestorePlan.of(
                manifest,
                goals.stream()
                        .map(goal -> new RestorePlan.Target(
                                goal.backedUp().table(),
                                goal.into(),
                                goal.definition(),
                                goal.backedUp().rows(),
                                goal.backedUp().bytes()))
                        .toList());
    }

    /** What would change. */
    List<RestoreTables.Change> changes(List<Goal> goals, Runnable alive) {
        return goals.stream().map(goal -> change(goal, alive)).toList();
    }

    private RestoreTables.Change change(Goal goal, Runnable alive) {
        Manifest.Table then = goal.backedUp();
        Optional<SchemaChange> change = goal.change();
        return new RestoreTables.Change(
                then.table(),
                into(then.table(), goal.into()),
                goal.live().map(LiveTable::rows),
                then.rows(),
                same(goal, alive),
                change.map(SchemaChange::differences).orElse(List.of()),
                change.flatMap(SchemaChange::obstacle));
    }

    private Optional<Boolean> same(Goal goal, Runnable alive) {
        Manifest.Table then = goal.backedUp();
        boolean comparable = goal.live()
                .filter(live -> SchemaChange.between(then.definition(), live.definition())
                        .differences()
                        .isEmpty())
                .isPresent();
        if (!comparable) {
            return Optional.empty();
        }
        if (goal.live().get().rows() != then.rows()) {
            return Optional.of(false);
        }
        Content now = swaps.live(goal.into(), then.definition().columns(), alive);
        return Optional.of(now.equals(then.content()));
    }

    /** Where a table goes, if not in its own place. */
    static Optional<String> into(String backedUp, TableName into) {
        return into.equals(TableName.of(backedUp)) ? Optional.empty() : Optional.of(into.toString());
    }
}
