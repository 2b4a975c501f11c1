/** The stores of one machine: local files, DuckDB, secrets from the environment or files. */
package dev.tablekeeper.stores.embedded;
