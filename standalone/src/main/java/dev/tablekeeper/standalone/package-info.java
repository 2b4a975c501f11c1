/** API, workers and Temporal in one JVM, and the command line. */
package dev.tablekeeper.standalone;
