/** What operators do in Temporal itself. */
package dev.tablekeeper.conformance.operators;
