/** All tables as they were at one instant, and how they get into files. */
package dev.tablekeeper.stores.snapshot;
