/** Proposes a table definition that fits every record of CSV files. Knows the CSV reader, no server and no store. */
package dev.tablekeeper.standalone.infer;
