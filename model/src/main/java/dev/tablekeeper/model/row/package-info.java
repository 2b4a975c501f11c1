/** Rows on their way: batches of columns, where they come from, and rows as Avro. */
package dev.tablekeeper.model.row;
