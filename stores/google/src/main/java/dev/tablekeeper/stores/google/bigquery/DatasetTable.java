package dev.tablekeeper.stores.google.bigquery;

/**
 * A table or view in a list of a dataset's.
 *
 * @param type {@code TABLE}, {@code VIEW}, {@code SNAPSHOT}, {@code EXTERNAL}, …
 */
record DatasetTable(String name, String type) {
    private static final String OURS = "tablekeeper_";

    /** Whether it holds rows of its own that belong to somebody else than Tablekeeper. */
    boolean base() {
        return type.equals("TABLE") && !name.startsWith(OURS);
    }

    boolean view() {
        return type.equals("VIEW");
    }
}
