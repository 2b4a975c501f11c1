/** Temporal's real server, started for a run and ended with it. */
package dev.tablekeeper.conformance.temporal;
