package dev.tablekeeper.stores.embedded.duckdb;

import java.util.List;
import java.util.stream.Collectors;

/** Names and texts as SQL writes them, always quoted. */
final class Identifiers {
    private Identifiers() {}

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String quoted(List<String> names) {
        return names.stream().map(Identifiers::quoted).collect(Collectors.joining(", "));
    }

    /** A user's table or view. */
    static String inMain(String name) {
        return "main." + quoted(name);
    }

    static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
