package dev.tablekeeper.jobs;

import dev.tablekeeper.model.value.Fault;
import dev.tablekeeper.model.value.Reject;
import java.util.List;

/**
 * One fault of one row of an insert, as the client reads it.
 *
 * @param row the row's number in the request's list for the table, from 1
 * @param column empty where the fault is the row's
 */
public record RejectedValue(String table, long row, String column, String code, String reason) {

    static List<RejectedValue> of(String table, List<Reject> rejects) {
        return rejects.stream()
                .flatMap(reject -> reject.faults().stream().map(fault -> of(table, reject.line(), fault)))
                .toList();
    }

    private static RejectedValue of(String table, long row, Fault fault) {
        return new RejectedValue(table, row, fault.column(), fault.code().code(), fault.reason());
    }
}
