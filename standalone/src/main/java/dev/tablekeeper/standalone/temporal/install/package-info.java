/** Where the {@code temporal} program is on this machine, and how it gets there. Knows nothing of Temporal's SDK. */
package dev.tablekeeper.standalone.temporal.install;
