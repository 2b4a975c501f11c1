/** Backups: all tables frozen at one instant, exported, checked, sealed. */
package dev.tablekeeper.worker.backup;
