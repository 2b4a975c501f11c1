package dev.tablekeeper.jobs;

import dev.tablekeeper.model.workflow.InsertRows;
import dev.tablekeeper.model.workflow.InsertRows.Batch;
import dev.tablekeeper.model.workflow.InsertRows.TableResult;
import dev.tablekeeper.stores.WriteResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What became of an insert's rows, in numbers. */
public final class InsertCounts {
    private InsertCounts() {}

    /** Of one that wrote nothing. */
    public static InsertRows.Result none(String job, InsertRows.Input input) {
        return of(
                job,
                input,
                batch -> new TableResult(batch.table(), read(batch), 0, batch.rejected(), Optional.empty()));
    }

    /** Of one that wrote this. */
    public static InsertRows.Result of(String job, InsertRows.Input input, WriteResult written) {
        Map<String, WriteResult.TableResult> tables = written.tables().stream()
                .collect(Collectors.toMap(WriteResult.TableResult::table, Function.identity()));
        boolean merge = input.mode() == InsertRows.Mode.MERGE;
        return of(job, input, batch -> {
            Optional<WriteResult.TableResult> table = Optional.ofNullable(tables.get(batch.table()));
            return new TableResult(
                    batch.table(),
                    read(batch),
                    table.map(WriteResult.TableResult::written).orElse(0L),
                    batch.rejected(),
                    merge
                            ? Optional.of(table.map(WriteResult.TableResult::superseded)
                                    .orElse(0L))
                            : Optional.empty());
        });
    }

    private static InsertRows.Result of(String job, InsertRows.Input input, Function<Batch, TableResult> table) {
        List<TableResult> tables = input.tables().stream().map(table).toList();
        long rejected = tables.stream().mapToLong(TableResult::rowsRejected).sum();
        boolean merged = tables.stream().anyMatch(t -> t.rowsSuperseded().isPresent());
        long superseded =
                tables.stream().mapToLong(t -> t.rowsSuperseded().orElse(0L)).sum();
        return new InsertRows.Result(
                tables.stream().mapToLong(TableResult::rowsRead).sum(),
                tables.stream().mapToLong(TableResult::rowsLoaded).sum(),
                rejected,
                merged ? Optional.of(superseded) : Optional.empty(),
                tables,
                rejected > 0 ? Optional.of(Names.rejectsPath(job)) : Optional.empty());
    }

    private static long read(Batch batch) {
        return batch.rows() + batch.rejected();
    }
}
