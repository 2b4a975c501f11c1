/** Benchmarks: programs that print figures with their conditions. */
package dev.tablekeeper.bench;
