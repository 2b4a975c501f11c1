/** Runs of the whole system against real servers and bad days; started by {@code conformance/run}. */
package dev.tablekeeper.conformance;
