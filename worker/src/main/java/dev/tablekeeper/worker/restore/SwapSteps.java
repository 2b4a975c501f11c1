package dev.tablekeeper.worker.restore;

import dev.tablekeeper.jobs.Hashes;
import dev.tablekeeper.jobs.backup.Manifest;
import dev.tablekeeper.jobs.backup.UndoBasis;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.workflow.RestoreTables;
import dev.tablekeeper.stores.Content;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.snapshot.SnapshotView;
import dev.tablekeeper.stores.swap.Swap;
import dev.tablekeeper.stores.swap.SwapBack;
import dev.tablekeeper.stores.swap.SwapResult;
import dev.tablekeeper.stores.swap.Swaps;
import dev.tablekeeper.worker.WorkerParts;
import dev.tablekeeper.worker.restore.RestorePlan.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The swaps of a restore: all tables in one step where the warehouse can, else in as few as it can, with writes held off
 * and those already swapped put back if one fails. Every step is an operation that the warehouse remembers, so whatever is
 * repeated or cut off, each table is the old one or the new one.
 */
final class SwapSteps {
    /** How long a restore can be undone. */
    static final Duration UNDO = Duration.ofHours(24);

    private final WorkerParts parts;
    private final Swaps swaps;

    SwapSteps(WorkerParts parts) {
        this.parts = parts;
        this.swaps = parts.warehouse().swaps();
    }

    /** Which targets are swapped in one step, by position. */
    List<List<Target>> groups(RestorePlan plan) {
        List<Target> targets = plan.targets();
        int most = swaps.together();
        List<List<Target>> groups = new ArrayList<>();
        for (int from = 0; from < targets.size(); from += most) {
            groups.add(targets.subList(from, targets.size() - from > most ? from + most : targets.size()));
        }
        return groups;
    }

    void hold(String job, RestorePlan plan) {
        List<String> own = plan.tables().stream()
                .filter(table -> table.dataset().isEmpty())
                .map(TableName::table)
                .toList();
        swaps.hold(job, own);
    }

    SwapResult swap(String job, RestorePlan plan, int group, Runnable alive) {
        List<List<Target>> groups = groups(plan);
        List<Target> targets = groups.get(group);
        Manifest manifest = parts.backups().place().require(plan.backup());
        // When all tables are there.
        List<SnapshotView> views = group < groups.size() - 1 || !inPlace(plan)
                ? List.of()
                : manifest.views().stream()
                        .map(view -> new SnapshotView(view.view(), view.sql()))
                        .toList();
        List<Swap> asked = targets.stream()
                .map(target -> new Swap(
                        target.into(),
                        manifest.table(target.backedUp()).orElseThrow().definition().columns().stream()
                                .map(Column::name)
                                .toList()))
                .toList();
        return swaps.swap(operation(job, plan, group), job, asked, views, alive);
    }

    private static boolean inPlace(RestorePlan plan) {
        return plan.targets().stream().allMatch(target -> target.into().equals(TableName.of(target.backedUp())));
    }

    /** As {@link RestoreActivities#settle}: the results of all swaps, or none is left done. */
    Optional<List<SwapResult>> settle(String job, RestorePlan plan) {
        List<List<Target>> groups = groups(plan);
        List<Operation> operations = IntStream.range(0, groups.size())
                .mapToObj(group -> operation(job, plan, group))
                .toList();
        return allOrNone(
                swaps,
                operations,
                group -> groups.get(group).stream()
                        .map(target ->
                                new SwapBack(target.into(), target.definition().columns(), Optional.empty()))
                        .toList());
    }

    /**
     * Sees to it that of several swaps, in either direction, all were done or none is left done.
     *
     * @param back what each of them has swapped
     * @return their results if all were done
     */
    static Optional<List<SwapResult>> allOrNone(
            Swaps swaps, List<Operation> operations, IntFunction<List<SwapBack>> back) {
        List<Optional<SwapResult>> results =
                operations.stream().map(swaps::abandon).toList();
        if (results.stream().allMatch(Optional::isPresent)) {
            return Optional.of(results.stream().map(Optional::get).toList());
        }
        for (int i = operations.size() - 1; i >= 0; i--) {
            if (results.get(i).isPresent()) {
                Operation done = operations.get(i);
                swaps.swapBack(new Operation(done.id() + ".back", done.parameters()), done, back.apply(i), () -> {});
            }
        }
        return Optional.empty();
    }

    /** Writes down what an undoing needs, once; before the job's end, so that a restore that has succeeded has it. */
    UndoBasis keepForUndo(String job, RestorePlan plan, List<SwapResult> results) {
        return parts.plans().once(job, UndoBasis.STEP, UndoBasis.class, () -> {
            Instant first =
                    results.stream().map(SwapResult::at).min(Instant::compareTo).orElseThrow();
            List<Content> contents = new ArrayList<>();
            for (int unit = 0; unit < plan.units().size(); unit++) {
                contents.addAll(parts.plans()
                        .find(job, RestorePlan.step(unit), RestorePlan.Staged.class)
                        .orElseThrow()
                        .contents());
            }
            List<UndoBasis.Part> undo = new ArrayList<>();
            List<List<Target>> groups = groups(plan);
            for (int group = 0; group < groups.size(); group++) {
                Operation operation = operation(job, plan, group);
                undo.add(new UndoBasis.Part(
                        operation.id(),
                        operation.parameters(),
                        groups.get(group).stream()
                                .map(target -> new UndoBasis.Table(
                                        target.into(),
                                        target.backedUp(),
                                        target.definition().columns(),
                                        contents.get(plan.targets().indexOf(target))))
                                .toList()));
            }
            return new UndoBasis(first.plus(UNDO), undo);
        });
    }

    RestoreTables.Result result(RestorePlan plan, List<SwapResult> results, Instant undoUntil) {
        List<SwapResult.Swapped> swapped =
                results.stream().flatMap(result -> result.tables().stream()).toList();
        List<RestoreTables.TableResult> tables = new ArrayList<>();
        for (int i = 0; i < swapped.size(); i++) {
            SwapResult.Swapped table = swapped.get(i);
            String backedUp = plan.targets().get(i).backedUp();
            tables.add(new RestoreTables.TableResult(
                    backedUp,
                    Choice.into(backedUp, table.table()),
                    table.after(),
                    table.existed() ? Optional.of(table.before()) : Optional.empty(),
                    table.gone()));
        }
        return new RestoreTables.Result(
                plan.backup(),
                plan.instant(),
                tables,
                Optional.of(tables.stream()
                        .mapToLong(RestoreTables.TableResult::rowsReplaced)
                        .sum()),
                Optional.of(undoUntil),
                Optional.empty());
    }

    /** Named by job and step; its parameters are the plan, so that it cannot be done for another one. */
    private static Operation operation(String job, RestorePlan plan, int group) {
        return new Operation(job + ".swap." + group, Hashes.sha256(Json.write(plan)));
    }
}
