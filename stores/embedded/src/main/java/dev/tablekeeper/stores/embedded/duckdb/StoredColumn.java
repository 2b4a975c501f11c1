package dev.tablekeeper.stores.embedded.duckdb;

/**
 * A column as it is in the database.
 *
 * @param type in DuckDB's own spelling
 */
record StoredColumn(String name, String type, boolean nullable) {}
