/**
 * CSV at the speed of bytes: how a file is written (its dialect), where it can be cut, its records, the rows they make and
 * the records handed back. Knows the table model; knows no store, no job and no workflow.
 */
package dev.tablekeeper.worker.csv;
