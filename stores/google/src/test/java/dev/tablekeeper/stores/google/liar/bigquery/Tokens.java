package dev.tablekeeper.stores.google.liar.bigquery;

import dev.tablekeeper.stores.google.liar.bigquery.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Takes GoogleSQL apart into its words; comments and spaces go. */
final class Tokens {
    private static final List<String> LONG_SYMBOLS = List.of("<=", ">=", "<>", "!=", "||", "=>");

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private int lineStart;
    private int counted;

    private Tokens(String sql) {
        this.sql = sql;
    }

    static List<Token> of(String sql) {
        Tokens tokens = new Tokens(sql);
        while (tokens.at < sql.length()) {
            tokens.next();
        }
        return tokens.tokens;
    }

    private void next() {
        char c = sql.charAt(at);
        int start = at;
        if (Character.isWhitespace(c)) {
            at++;
        } else if (c == '#' || sql.startsWith("--", at)) {
            at = end("\n", at);
        } else if (sql.startsWith("/*", at)) {
            at = end("*/", at + 2) + 2;
        } else if (c == '`') {
            at++;
            add(Kind.QUOTED, text("`", false), start);
        } else if (c == '\'' || c == '"') {
            add(Kind.TEXT, quoted(false), start);
        } else if ((c == 'r' || c == 'R') && at + 1 < sql.length() && "'\"".indexOf(sql.charAt(at + 1)) >= 0) {
            at++;
            add(Kind.TEXT, quoted(true), start);
        } else if (Character.isDigit(c)) {
            number();
        } else if (c == '@') {
            at++;
            add(Kind.PARAMETER, name(), start);
        } else if (c == '?') {
            at++;
            add(Kind.PARAMETER, "", start);
        } else if (Character.isLetter(c) || c == '_') {
            add(Kind.NAME, name(), start);
        } else {
            String symbol = LONG_SYMBOLS.stream()
                    .filter(each -> sql.startsWith(each, at))
                    .findFirst()
                    .orElse(Character.toString(c));
            at += symbol.length();
            add(Kind.SYMBOL, symbol, start);
        }
    }

    private String name() {
        int start = at;
        while (at < sql.length() && (Character.isLetterOrDigit(sql.charAt(at)) || sql.charAt(at) == '_')) {
            at++;
        }
        return sql.substring(start, at);
    }

    private void number() {
        int start = at;
        while (at < sql.length()
                && (Character.isLetterOrDigit(sql.charAt(at))
                        || sql.charAt(at) == '.'
                        || ("+-".indexOf(sql.charAt(at)) >= 0 && "eE".indexOf(sql.charAt(at - 1)) >= 0))) {
            at++;
        }
        add(Kind.NUMBER, sql.substring(start, at), start);
    }

    private String quoted(boolean raw) {
        String one = sql.substring(at, at + 1);
        String quote = sql.startsWith(one.repeat(3), at) ? one.repeat(3) : one;
        at += quote.length();
        return text(quote, raw);
    }

    /** Up to the quote that closes. */
    private String text(String quote, boolean raw) {
        StringBuilder text = new StringBuilder();
        while (!sql.startsWith(quote, at)) {
            if (at >= sql.length() || (quote.length() == 1 && sql.charAt(at) == '\n')) {
                throw new ApiFailure("invalidQuery", "Syntax error: Unclosed string literal");
            }
            if (sql.charAt(at) != '\\') {
                text.append(sql.charAt(at++));
            } else if (raw) {
                text.append(sql, at, at + 2);
                at += 2;
            } else {
                escape(text);
            }
        }
        at += quote.length();
        return text.toString();
    }

    private void escape(StringBuilder text) {
        char c = sql.charAt(at + 1);
        at += 2;
        switch (c) {
            case 'a' -> text.append('\u0007');
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'v' -> text.append('\u000b');
            case '\\', '?', '"', '\'', '`' -> text.append(c);
            case 'x', 'X' -> code(text, 2, 16);
            case 'u' -> code(text, 4, 16);
            case 'U' -> code(text, 8, 16);
            case '0', '1', '2', '3' -> {
                at--;
                code(text, 3, 8);
            }
            default -> throw new ApiFailure("invalidQuery", "Syntax error: Illegal escape sequence: \\" + c);
        }
    }

    private void code(StringBuilder text, int digits, int radix) {
        text.appendCodePoint(Integer.parseInt(sql, at, at + digits, radix));
        at += digits;
    }

    private int end(String what, int from) {
        int end = sql.indexOf(what, from);
        return end < 0 ? sql.length() : end;
    }

    private void add(Kind kind, String text, int start) {
        for (; counted < start; counted++) {
            if (sql.charAt(counted) == '\n') {
                line++;
                lineStart = counted + 1;
            }
        }
        tokens.add(new Token(kind, text, line, start - lineStart + 1));
    }
}
