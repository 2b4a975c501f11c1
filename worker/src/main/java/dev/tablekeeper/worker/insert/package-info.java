/** Inserts: staged rows go to their tables in one atomic step. */
package dev.tablekeeper.worker.insert;
