/** What the workflows of backups and restores have in common: whose job it is, how it is told to stop, how it ends. */
package dev.tablekeeper.worker.flow;
