/** What those who run the system look at: whether it can work, and what it has done. Numbers only, never a row. */
package dev.tablekeeper.api.operations;
