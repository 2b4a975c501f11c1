package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tablekeeper.stores.google.liar.bigquery.SqlStatement.Kind;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Runs the statements of one query job, one after the other, in a session of its own. */
final class QueryScript {
    private final String project;
    private final String location;
    private final Tables tables;
    private final Mutations mutations;
    private final Session session;
    private Mutations.Holder transaction;

    private QueryScript(String project, String location, Tables tables, Mutations mutations, Session session) {
        this.project = project;
        this.location = location;
        this.tables = tables;
        this.mutations = mutations;
        this.session = session;
    }

    /**
     * What came of it.
     *
     * @param rows those of the last SELECT
     * @param changed of the last statement, if it changes rows
     */
    record Outcome(Optional<ResultRows> rows, Optional<Long> changed) {}

    static Outcome run(
            List<SqlStatement> statements,
            String project,
            String location,
            Tables tables,
            Mutations mutations,
            Session session) {
        QueryScript script = new QueryScript(project, location, tables, mutations, session);
        try {
            return script.all(statements);
        } finally {
            script.rollBackWhatIsOpen();
        }
    }

    private Outcome all(List<SqlStatement> statements) {
        Outcome last = new Outcome(Optional.empty(), Optional.empty());
        for (SqlStatement statement : statements) {
            try {
                Outcome now = one(statement);
                last = new Outcome(now.rows().or(last::rows), now.changed());
            } catch (SQLException | ApiFailure e) {
                ApiFailure failure = e instanceof SQLException sql ? failure(sql, statement) : (ApiFailure) e;
                if (statements.size() == 1 || !failure.reason().equals("invalidQuery")) {
                    throw failure;
                }
                // As BigQuery says it of a statement in a script.
                throw new ApiFailure(
                        failure.reason(),
                        "Query error: " + failure.getMessage() + " at [" + statement.line() + ":" + statement.column()
                                + "]");
            }
        }
        return last;
    }

    private ApiFailure failure(SQLException e, SqlStatement statement) {
        if (!SqlFailures.conflict(e)) {
            return SqlFailures.of(e);
        }
        return SqlFailures.aborted(
                statement.target().map(table -> table.in(project)).orElse("of this transaction"));
    }

    private Outcome one(SqlStatement written) throws SQLException {
        SqlStatement statement = written;
        for (TableRef table : written.tables()) {
            int at = table.table().indexOf('@');
            if (at < 0) {
                tables.get(table, location);
                continue;
            }
            TableRef now = new TableRef(table.dataset(), table.table().substring(0, at));
            tables.get(now, location);
            long millis = Long.parseLong(table.table().substring(at + 1));
            History.Version then = tables.history().at(now, millis).orElseThrow(() -> tables.missing(table, location));
            statement = statement.reading(table, then.rows());
        }
        switch (statement.kind()) {
            case BEGIN_TRANSACTION -> {
                if (transaction != null) {
                    throw new ApiFailure("invalidQuery", "Transaction is already in progress");
                }
                transaction = mutations.begin(session);
            }
            case COMMIT_TRANSACTION -> {
                mutations.commit(open(), session);
                transaction = null;
            }
            case ROLLBACK_TRANSACTION -> {
                mutations.rollback(open(), session);
                transaction = null;
            }
            case SELECT -> {
                return new Outcome(Optional.of(ResultRows.select(session, statement.sql())), Optional.empty());
            }
            default -> {
                return new Outcome(Optional.empty(), Optional.of(change(statement)));
            }
        }
        return new Outcome(Optional.empty(), Optional.empty());
    }

    private Mutations.Holder open() {
        if (transaction == null) {
            throw new ApiFailure("invalidQuery", "No active transaction");
        }
        return transaction;
    }

    private long change(SqlStatement statement) throws SQLException {
        TableRef target = statement.target().orElseThrow();
        String type = tables.get(target).get("type").asText();
        if (!type.equals("TABLE")) {
            throw new ApiFailure("invalidQuery", target.in(project) + " is of the type " + type + " and not changed");
        }
        if (transaction != null) {
            if (statement.kind().mutates() && !mutations.take(transaction, target)) {
                throw SqlFailures.aborted(target.in(project));
            }
            return execute(statement, target);
        }
        transaction = statement.kind().mutates() ? mutations.beginAlone(session, target) : mutations.begin(session);
        long rows = execute(statement, target);
        mutations.commit(transaction, session);
        transaction = null;
        return rows;
    }

    private long execute(SqlStatement statement, TableRef target) throws SQLException {
        mutations.touch(open(), target, Tables.fields(tables.get(target)));
        String sql = statement.kind() == Kind.INSERT ? insert(statement, target) : statement.sql();
        return session.change(sql);
    }

    private String insert(SqlStatement statement, TableRef target) throws SQLException {
        SqlStatement.Insert insert = statement.insert().orElseThrow();
        ArrayNode fields = Tables.fields(tables.get(target));
        List<JsonNode> columns = insert.columns().isEmpty()
                ? Json.each(fields).toList()
                : insert.columns().stream()
                        .map(name -> column(fields, name, target))
                        .toList();
        String query = insert.query();
        if (!query.startsWith("VALUES")) {
            query = new InsertTypes(columns).checked(ResultRows.described(session, query), query);
        }
        String names = columns.stream()
                .map(field -> TableRef.quoted(field.get("name").asText()))
                .collect(Collectors.joining(", ", "(", ")"));
        return "INSERT INTO " + target.sql() + " " + names + " " + query;
    }

    private JsonNode column(ArrayNode fields, String name, TableRef target) {
        return Json.each(fields)
                .filter(field -> field.get("name").asText().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new ApiFailure(
                        "invalidQuery", "Column " + name + " is not present in table " + target.in(project)));
    }

    private void rollBackWhatIsOpen() {
        if (transaction != null) {
            try {
                mutations.rollback(transaction, session);
            } catch (SQLException e) {
                throw SqlFailures.of(e);
            }
        }
    }
}
