/** A warehouse in one BigQuery dataset; docs/decisions/0010 and 0013 say how its writes happen once. */
package dev.tablekeeper.stores.google.bigquery;
