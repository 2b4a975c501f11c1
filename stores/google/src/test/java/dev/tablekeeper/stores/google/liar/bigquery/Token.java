package dev.tablekeeper.stores.google.liar.bigquery;

/**
 * A word of GoogleSQL.
 *
 * @param text a name as written, the content of quotes, the value of a text
 * @param line where it stands, from 1
 * @param column where it stands, from 1
 */
record Token(Kind kind, String text, int line, int column) {
    enum Kind {
        NAME,
        /** In backticks. */
        QUOTED,
        TEXT,
        NUMBER,
        /** {@code @name}, or {@code ?} with an empty text. */
        PARAMETER,
        SYMBOL
    }

    boolean word(String word) {
        return kind == Kind.NAME && text.equalsIgnoreCase(word);
    }

    boolean symbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean identifier() {
        return kind == Kind.NAME || kind == Kind.QUOTED;
    }
}
