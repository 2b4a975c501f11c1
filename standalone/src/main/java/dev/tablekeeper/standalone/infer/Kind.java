package dev.tablekeeper.standalone.infer;

/** What one text can be, by the rules that loads follow. No text is of two kinds, but each is a text too. */
enum Kind {
    BOOL,
    INTEGER,
    /** A number that is no INT64. */
    DECIMAL,
    DATE,
    TIME,
    DATETIME,
    TIMESTAMP,
    TEXT,
    /** No text at all: not UTF-8, or with a NUL. */
    UNFIT;

    /** As people call it who write table definitions. */
    String text() {
        return switch (this) {
            case INTEGER -> "INT64";
            case DECIMAL -> "numbers";
            default -> name();
        };
    }
}
