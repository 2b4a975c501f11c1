package dev.tablekeeper.stores.google.liar.bigquery;

import dev.tablekeeper.stores.google.liar.bigquery.Token.Kind;
import java.util.List;

/** Names of tables. */
final class SqlPath {
    private SqlPath() {}

    /**
     * Names with dots between; outside of quotes, a project's may have dashes.
     *
     * @return where the words go on after it
     */
    static int read(List<Token> tokens, int at, List<String> parts) {
        if (at >= tokens.size() || !tokens.get(at).identifier()) {
            throw new ApiFailure("invalidQuery", "Syntax error: Expected a table's name");
        }
        StringBuilder first = new StringBuilder(tokens.get(at).text());
        int next = at + 1;
        while (next + 1 < tokens.size()
                && tokens.get(next).symbol("-")
                && tokens.get(next + 1).kind() != Kind.SYMBOL) {
            first.append('-').append(tokens.get(next + 1).text());
            next += 2;
        }
        parts.addAll(List.of(first.toString().split("\\.")));
        while (next + 1 < tokens.size()
                && tokens.get(next).symbol(".")
                && tokens.get(next + 1).identifier()) {
            parts.addAll(List.of(tokens.get(next + 1).text().split("\\.")));
            next += 2;
        }
        return next;
    }
}
