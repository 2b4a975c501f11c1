package dev.tablekeeper.stores.google.liar.bigquery;

import dev.tablekeeper.stores.google.liar.bigquery.SqlStatement.Insert;
import dev.tablekeeper.stores.google.liar.bigquery.SqlStatement.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns a script of GoogleSQL into statements for DuckDB: the subset that the project uses. What it does not know is an
 * error that says "not played". Stricter than BigQuery: an INSERT's SELECT takes no text for another type, not even a
 * literal. Laxer: UPDATE, MERGE and VALUES take what DuckDB casts, values of different types may be compared, correlated
 * subqueries need no equality, and a FLOAT64 becomes an INT64 or a STRING by DuckDB's rules.
 */
final class GoogleSql {
    private final String project;
    private final QueryParameters parameters;

    GoogleSql(String project, QueryParameters parameters) {
        this.project = project;
        this.parameters = parameters;
    }

    List<SqlStatement> script(String text) {
        List<SqlStatement> statements = new ArrayList<>();
        List<Token> tokens = new ArrayList<>();
        for (Token token : Tokens.of(text)) {
            if (!token.symbol(";")) {
                tokens.add(token);
            } else if (!tokens.isEmpty()) {
                statements.add(statement(tokens));
                tokens = new ArrayList<>();
            }
        }
        if (!tokens.isEmpty()) {
            statements.add(statement(tokens));
        }
        if (statements.isEmpty()) {
            throw new ApiFailure("invalidQuery", "Syntax error: Unexpected end of statement");
        }
        return statements;
    }

    private SqlStatement statement(List<Token> tokens) {
        Token first = tokens.get(0);
        SqlExpressions translator = new SqlExpressions(project, parameters);
        if (first.word("BEGIN") || first.word("COMMIT") || first.word("ROLLBACK")) {
            if (tokens.size() > 2 || (tokens.size() == 2 && !tokens.get(1).word("TRANSACTION"))) {
                throw ApiFailure.notPlayed(first.text() + " " + tokens.get(1).text());
            }
            Kind kind = first.word("BEGIN")
                    ? Kind.BEGIN_TRANSACTION
                    : first.word("COMMIT") ? Kind.COMMIT_TRANSACTION : Kind.ROLLBACK_TRANSACTION;
            return of(kind, first, translator, first.text(), Optional.empty(), Optional.empty());
        }
        if (first.word("SELECT") || first.word("WITH") || first.symbol("(")) {
            return of(Kind.SELECT, first, translator, translator.sql(tokens), Optional.empty(), Optional.empty());
        }
        if (first.word("INSERT")) {
            return insert(tokens, translator);
        }
        if (first.word("DELETE")) {
            return change(Kind.DELETE, "DELETE FROM ", tokens, "FROM", translator);
        }
        if (first.word("UPDATE")) {
            return change(Kind.UPDATE, "UPDATE ", tokens, "", translator);
        }
        if (first.word("MERGE")) {
            return change(Kind.MERGE, "MERGE INTO ", tokens, "INTO", translator);
        }
        throw ApiFailure.notPlayed("a statement that begins with " + first.text());
    }

    private static SqlStatement insert(List<Token> tokens, SqlExpressions translator) {
        int at = tokens.get(1).word("INTO") ? 2 : 1;
        SqlExpressions.Table table = translator.table(tokens, at);
        at = table.next();
        List<String> columns = new ArrayList<>();
        if (tokens.get(at).symbol("(")
                && !tokens.get(at + 1).word("SELECT")
                && !tokens.get(at + 1).word("WITH")) {
            for (at++; !tokens.get(at - 1).symbol(")"); at += 2) {
                columns.add(tokens.get(at).text());
            }
        }
        String query = translator.sql(tokens.subList(at, tokens.size()));
        return of(
                Kind.INSERT,
                tokens.get(0),
                translator,
                query,
                Optional.of(table.ref()),
                Optional.of(new Insert(columns, query)));
    }

    private static SqlStatement change(
            Kind kind, String verb, List<Token> tokens, String filler, SqlExpressions translator) {
        int at = tokens.get(1).word(filler) ? 2 : 1;
        SqlExpressions.Table table = translator.table(tokens, at);
        List<Token> rest = tokens.subList(table.next(), tokens.size());
        if (kind != Kind.MERGE && rest.stream().noneMatch(token -> token.word("WHERE"))) {
            throw new ApiFailure("invalidQuery", kind + " must have a WHERE clause");
        }
        String sql =
                verb + table.ref().sql() + " " + (kind == Kind.MERGE ? translator.merge(rest) : translator.sql(rest));
        return of(kind, tokens.get(0), translator, sql, Optional.of(table.ref()), Optional.empty());
    }

    private static SqlStatement of(
            Kind kind,
            Token first,
            SqlExpressions translator,
            String sql,
            Optional<TableRef> target,
            Optional<Insert> insert) {
        return new SqlStatement(kind, sql, target, insert, translator.tables(), first.line(), first.column());
    }
}
