/** Bad days of a whole system with a real Temporal. */
package dev.tablekeeper.conformance.days;
