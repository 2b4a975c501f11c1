/**
 * The warehouse in one DuckDB file. Users' tables and views are in the schema {@code main}, everything of our own is in
 * the schema {@code tablekeeper}. Rows come in through one table function, column by column.
 */
package dev.tablekeeper.stores.embedded.duckdb;
