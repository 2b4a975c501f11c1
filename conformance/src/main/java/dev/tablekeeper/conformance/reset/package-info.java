/** The reset matrix: workflows put back to each of their tasks, as operators do in Temporal's UI. */
package dev.tablekeeper.conformance.reset;
