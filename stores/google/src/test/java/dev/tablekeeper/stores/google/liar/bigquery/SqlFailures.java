package dev.tablekeeper.stores.google.liar.bigquery;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** What BigQuery would say to what DuckDB says. */
final class SqlFailures {
    private static final List<String> CONFLICTS =
            List.of("onflict", "has been altered", "Attempting to modify", "has been deleted");

    private SqlFailures() {}

    static ApiFailure of(SQLException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("INTERRUPT")) {
            JobFate.Failure stop = JobFate.stop();
            return new ApiFailure(stop.reason(), stop.message());
        }
        if (message.startsWith("Invalid Input Error: ")) {
            return new ApiFailure("invalidQuery", message.substring("Invalid Input Error: ".length()));
        }
        if (message.startsWith("Constraint Error: NOT NULL")) {
            return new ApiFailure(
                    "invalidQuery",
                    "Required field " + message.substring(message.lastIndexOf('.') + 1) + " cannot be null");
        }
        return new ApiFailure("invalidQuery", message);
    }

    static boolean conflict(SQLException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith("Transaction") && CONFLICTS.stream().anyMatch(message::contains);
    }

    /** What a transaction hears that another one was faster than. */
    static ApiFailure aborted(String table) {
        return new ApiFailure(
                "invalidQuery",
                "Transaction is aborted due to concurrent update against table " + table + ". Transaction ID: "
                        + UUID.randomUUID());
    }
}
