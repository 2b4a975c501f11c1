/** The liar's BigQuery: jobs, tables and a subset of GoogleSQL, played by DuckDB. For tests only. */
package dev.tablekeeper.stores.google.liar.bigquery;
