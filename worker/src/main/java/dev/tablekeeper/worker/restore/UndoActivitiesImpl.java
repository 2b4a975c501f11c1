package dev.tablekeeper.worker.restore;

import dev.tablekeeper.jobs.Claims;
import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.jobs.Names;
import dev.tablekeeper.jobs.backup.TableClaims;
import dev.tablekeeper.jobs.backup.UndoBasis;
import dev.tablekeeper.jobs.backup.Undos;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.UndoRestore;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.swap.SwapBack;
import dev.tablekeeper.stores.swap.SwapResult;
import dev.tablekeeper.stores.swap.SwapResult.Swapped;
import dev.tablekeeper.stores.swap.Swaps;
import dev.tablekeeper.worker.Steps;
import dev.tablekeeper.worker.WorkerParts;
import dev.tablekeeper.worker.flow.JobEnding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/** Puts the steps of an undoing together with what the restore has left for it, and the warehouse. */
public final class UndoActivitiesImpl implements UndoActivities {
    private final WorkerParts parts;
    private final TableClaims claims;
    private final Undos undos;

    public UndoActivitiesImpl(WorkerParts parts) {
        this.parts = parts;
        this.claims = new TableClaims(parts.claims(), parts.records());
        this.undos = new Undos(parts.records(), parts.plans(), parts.warehouse(), parts.clock());
    }

    @Override
    public int choose(String job, UndoRestore.Input input) {
        UndoBasis basis =
                parts.plans().once(job, UndoBasis.STEP, UndoBasis.class, () -> undos.require(input.restore()));
        Claims.Claim claim = parts.claims().claim(Names.undo(input.restore()), job, "", this::lapsed);
        if (!claim.job().equals(job)) {
            throw new Failure(
                    FailureType.NOT_POSSIBLE,
                    "The restore " + input.restore() + " is undone by job " + claim.job() + ", or was.");
        }
        claims.claim(job, tables(basis));
        return basis.parts().size();
    }

    private boolean lapsed(Claims.Claim claim) {
        return parts.records()
                .ended(claim.job())
                .filter(end -> end.status() != JobStatus.SUCCEEDED)
                .isPresent();
    }

    @Override
    public void hold(String job) {
        swaps().hold(
                        job,
                        tables(basis(job)).stream()
                                .filter(table -> table.dataset().isEmpty())
                                .map(TableName::table)
                                .toList());
    }

    @Override
    public void putBack(String job, UndoRestore.Input input, int part) {
        LongConsumer alive = Steps.stoppable(parts.records(), job, "putting back", "tables");
        UndoBasis basis = basis(job);
        UndoBasis.Part one = basis.parts().get(part);
        try {
            swaps().swapBack(
                            operation(job, one, part),
                            new Operation(one.operation(), one.parameters()),
                            back(one, !input.discardNewer()),
                            () -> alive.accept(0));
        } catch (StoreFailure e) {
            if (e.type() != FailureType.CHANGED_SINCE) {
                throw e;
            }
            throw new Failure(
                    FailureType.CHANGED_SINCE,
                    e.getMessage() + ". To undo it all the same, and lose that, say {\"discardNewer\": true}.",
                    e);
        }
    }

    @Override
    public Optional<UndoRestore.Result> settle(String job, UndoRestore.Input input) {
        return Steps.untilItCan(() -> parts.plans()
                .find(job, UndoBasis.STEP, UndoBasis.class)
                .flatMap(basis -> {
                    List<Operation> operations = IntStream.range(
                                    0, basis.parts().size())
                            .mapToObj(i -> operation(job, basis.parts().get(i), i))
                            .toList();
                    return SwapSteps.allOrNone(
                                    swaps(), operations, i -> back(basis.parts().get(i), false))
                            .map(results -> result(input, basis, results));
                }));
    }

    private static UndoRestore.Result result(UndoRestore.Input input, UndoBasis basis, List<SwapResult> results) {
        List<UndoRestore.TableResult> tables = new ArrayList<>();
        for (int part = 0; part < results.size(); part++) {
            List<UndoBasis.Table> asked = basis.parts().get(part).tables();
            List<Swapped> swapped = results.get(part).tables();
            for (int i = 0; i < swapped.size(); i++) {
                Swapped table = swapped.get(i);
                tables.add(new UndoRestore.TableResult(
                        asked.get(i).backedUp(),
                        Choice.into(asked.get(i).backedUp(), table.table()),
                        table.stands() ? Optional.of(table.after()) : Optional.empty(),
                        table.gone()));
            }
        }
        return new UndoRestore.Result(input.restore(), tables);
    }

    @Override
    public EndedJob finish(String job, JobEnding ending) {
        return Steps.untilItCan(() -> {
            EndedJob ended = ending.end(parts, job);
            swaps().release(job);
            parts.plans()
                    .find(job, UndoBasis.STEP, UndoBasis.class)
                    .ifPresent(basis -> claims.release(job, tables(basis)));
            parts.records().close(job);
            return ended;
        });
    }

    private Swaps swaps() {
        return parts.warehouse().swaps();
    }

    private static List<SwapBack> back(UndoBasis.Part part, boolean unchanged) {
        return part.tables().stream()
                .map(table -> new SwapBack(
                        table.table(),
                        table.columns(),
                        Optional.of(table.content()).filter(content -> unchanged)))
                .toList();
    }

    private static List<TableName> tables(UndoBasis basis) {
        return basis.parts().stream()
                .flatMap(part -> part.tables().stream())
                .map(UndoBasis.Table::table)
                .toList();
    }

    /** Named by job and step; its parameters are the swap that it undoes. */
    private static Operation operation(String job, UndoBasis.Part part, int number) {
        return new Operation(job + ".undo." + number, part.operation());
    }

    private UndoBasis basis(String job) {
        return parts.plans()
                .find(job, UndoBasis.STEP, UndoBasis.class)
                .orElseThrow(() -> new Failure(FailureType.INTERNAL, "the job " + job + " has lost its plan"));
    }
}
