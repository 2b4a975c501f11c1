package dev.tablekeeper.stores.google.liar.bigquery;

import static dev.tablekeeper.stores.google.liar.bigquery.TableRef.quoted;

import dev.tablekeeper.stores.google.liar.bigquery.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Translates the words of one statement, from left to right; what is within parentheses by itself. */
final class SqlExpressions {
    private static final Pattern PAST = Pattern.compile("FOR SYSTEM_TIME AS OF TIMESTAMP_MILLIS \\( (\\d+) \\)");

    private final String project;
    private final QueryParameters parameters;
    private final Set<TableRef> tables;
    private boolean merge;
    private int unnested;

    SqlExpressions(String project, QueryParameters parameters) {
        this.project = project;
        this.parameters = parameters;
        tables = new LinkedHashSet<>();
    }

    /** A table's name, and where the words go on after it. */
    record Table(TableRef ref, int next) {}

    Set<TableRef> tables() {
        return tables;
    }

    String merge(List<Token> tokens) {
        merge = true;
        return sql(tokens);
    }

    String sql(List<Token> tokens) {
        StringBuilder sql = new StringBuilder();
        for (int at = 0; at < tokens.size(); ) {
            at = next(tokens, at, sql);
        }
        return sql.toString().strip();
    }

    /** The table that is named here, with its dataset. */
    Table table(List<Token> tokens, int at) {
        List<String> parts = new ArrayList<>();
        int next = SqlPath.read(tokens, at, parts);
        if (parts.size() == 3 && parts.get(0).equals(project)) {
            parts.remove(0);
        }
        if (parts.size() != 2) {
            throw ApiFailure.notPlayed(
                    "the table " + String.join(".", parts) + ", which is not DATASET.TABLE of " + project);
        }
        TableRef ref = new TableRef(parts.get(0), parts.get(1));
        tables.add(ref);
        return new Table(ref, next);
    }

    private int next(List<Token> tokens, int at, StringBuilder out) {
        Token token = tokens.get(at);
        switch (token.kind()) {
            case TEXT -> emit(out, literal(token.text()));
            case NUMBER -> emit(out, number(token.text()));
            case PARAMETER -> emit(out, parameters.sql(token.text()));
            case SYMBOL -> symbol(token, out);
            case QUOTED -> {
                return column(tokens, at, out);
            }
            case NAME -> {
                return name(tokens, at, out);
            }
        }
        return at + 1;
    }

    private static void symbol(Token token, StringBuilder out) {
        if ("/%&|^~{}$:!".contains(token.text())) {
            throw ApiFailure.notPlayed("the operator " + token.text());
        }
        emit(out, token.text());
    }

    private int name(List<Token> tokens, int at, StringBuilder out) {
        Token token = tokens.get(at);
        String word = token.text().toUpperCase(Locale.ROOT);
        boolean called = at + 1 < tokens.size() && tokens.get(at + 1).symbol("(");
        boolean afterDot = at > 0 && tokens.get(at - 1).symbol(".");
        if (afterDot) {
            return column(tokens, at, out);
        }
        if (word.equals("EXCEPT")) {
            boolean star = at > 0 && tokens.get(at - 1).symbol("*");
            emit(out, star ? "EXCLUDE" : word);
            return at + 1;
        }
        if (word.equals("AT") && is(tokens, at + 1, "TIME") && is(tokens, at + 2, "ZONE")) {
            emit(out, "AT TIME ZONE");
            return at + 3;
        }
        if (word.equals("UNNEST") && called) {
            return unnest(tokens, at, out);
        }
        if (SqlWords.SAME.contains(word)) {
            emit(out, word);
            boolean source = word.equals("FROM") || word.equals("JOIN") || (merge && word.equals("USING"));
            return source ? source(tokens, at + 1, out) : at + 1;
        }
        if (bare(tokens, at, word)) {
            emit(out, word);
            return at + 1;
        }
        if (SqlWords.OTHER.contains(word)) {
            throw ApiFailure.notPlayed(word);
        }
        if (called) {
            int end = closing(tokens, at + 1);
            emit(out, new SqlFunctions(this).call(word, tokens.subList(at + 2, end)));
            return end + 1;
        }
        if (at + 1 < tokens.size() && tokens.get(at + 1).kind() == Kind.TEXT && SqlTypes.known(word)) {
            emit(out, SqlTypes.literal(word, literal(tokens.get(at + 1).text())));
            return at + 2;
        }
        return column(tokens, at, out);
    }

    /** Words that are names except in these places. */
    private boolean bare(List<Token> tokens, int at, String word) {
        return (merge && SqlWords.MERGE.contains(word))
                || (word.equals("VALUES") && at == 0)
                || ((word.equals("FIRST") || word.equals("LAST"))
                        && at > 0
                        && tokens.get(at - 1).word("NULLS"))
                || (word.equals("ROW") && at > 0 && tokens.get(at - 1).word("CURRENT"))
                || (word.equals("OFFSET")
                        && at + 1 < tokens.size()
                        && (tokens.get(at + 1).kind() == Kind.NUMBER
                                || tokens.get(at + 1).kind() == Kind.PARAMETER));
    }

    /** After FROM: a table with its dataset is known by its two names. Others are names given in the query. */
    private int source(List<Token> tokens, int at, StringBuilder out) {
        if (at >= tokens.size() || !tokens.get(at).identifier() || is(tokens, at, "UNNEST")) {
            return at;
        }
        List<String> parts = new ArrayList<>();
        int next = SqlPath.read(tokens, at, parts);
        if (parts.size() == 1) {
            emit(out, quoted(parts.get(0)));
            return next;
        }
        if (is(tokens, next, "FOR")) {
            return past(tokens, next, new TableRef(parts.get(parts.size() - 2), parts.get(parts.size() - 1)), out);
        }
        emit(out, table(tokens, at).ref().sql());
        return next;
    }

    /** A table as it was, under the name that copies have for it: whoever runs the statement knows where that is. */
    private int past(List<Token> tokens, int at, TableRef table, StringBuilder out) {
        String words = tokens.subList(at, Math.min(at + 8, tokens.size())).stream()
                .map(Token::text)
                .collect(Collectors.joining(" "));
        Matcher time = PAST.matcher(words);
        if (!time.matches()) {
            throw ApiFailure.notPlayed(words);
        }
        TableRef then = new TableRef(table.dataset(), table.table() + "@" + time.group(1));
        tables.add(then);
        emit(out, then.sql());
        return at + 8;
    }

    /** A name, or one with the project before it, which DuckDB does not know. */
    private int column(List<Token> tokens, int at, StringBuilder out) {
        Token token = tokens.get(at);
        boolean first = at == 0 || !tokens.get(at - 1).symbol(".");
        boolean before = at + 1 < tokens.size() && tokens.get(at + 1).symbol(".");
        if (first && before && token.text().equals(project)) {
            return at + 2;
        }
        List<String> parts = new ArrayList<>(List.of(token.text().split("\\.")));
        if (first && parts.size() > 1 && parts.get(0).equals(project)) {
            parts.remove(0);
        }
        emit(out, parts.stream().map(TableRef::quoted).collect(Collectors.joining(".")));
        return at + 1;
    }

    /** Elements with their offsets from 0, as a table. Within IN, as a list of values. */
    private int unnest(List<Token> tokens, int at, StringBuilder out) {
        int end = closing(tokens, at + 1);
        String array = sql(tokens.subList(at + 2, end));
        if (at > 0 && tokens.get(at - 1).word("IN")) {
            emit(out, "(SELECT unnest(" + array + "))");
            return end + 1;
        }
        int next = is(tokens, end + 1, "AS") ? end + 2 : end + 1;
        String element = "f0_";
        if (next < tokens.size()
                && tokens.get(next).identifier()
                && !SqlWords.SAME.contains(tokens.get(next).text().toUpperCase(Locale.ROOT))) {
            element = tokens.get(next++).text();
        }
        String offset = "";
        if (is(tokens, next, "WITH") && is(tokens, next + 1, "OFFSET")) {
            next += 2;
            offset = "offset";
            if (is(tokens, next, "AS")) {
                offset = tokens.get(next + 1).text();
                next += 2;
            }
        }
        String from = " FROM unnest(" + array + ") WITH ORDINALITY AS __u(__x, __o)";
        String offsets = offset.isEmpty() ? "" : ", __o - 1 AS " + quoted(offset);
        emit(out, "(SELECT __x AS " + quoted(element) + offsets + from + ") AS __unnested" + unnested++);
        return next;
    }

    static int closing(List<Token> tokens, int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            if (tokens.get(i).symbol("(")) {
                depth++;
            } else if (tokens.get(i).symbol(")") && --depth == 0) {
                return i;
            }
        }
        throw new ApiFailure("invalidQuery", "Syntax error: Expected \")\" but got end of statement");
    }

    static boolean is(List<Token> tokens, int at, String word) {
        return at < tokens.size() && tokens.get(at).word(word);
    }

    /** A fraction is FLOAT64 in GoogleSQL. */
    private static String number(String text) {
        if (text.chars().allMatch(Character::isDigit)) {
            return text;
        }
        if (!text.matches("\\d+\\.?\\d*([eE][+-]?\\d+)?")) {
            throw ApiFailure.notPlayed("the number " + text);
        }
        return "CAST('" + text + "' AS DOUBLE)";
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static void emit(StringBuilder out, String sql) {
        out.append(sql).append(' ');
    }
}
