/** A warehouse in one BigQuery dataset; docs/decisions/0010 says how its writes happen once. */
package dev.tablekeeper.stores.google.bigquery;
