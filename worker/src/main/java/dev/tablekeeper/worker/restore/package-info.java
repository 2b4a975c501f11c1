/** Restores, drills and undoings: tables from a backup are staged, compared, swapped, and put back. */
package dev.tablekeeper.worker.restore;
