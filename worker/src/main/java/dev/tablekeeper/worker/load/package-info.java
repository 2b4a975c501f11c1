/** The load: its workflow, its activities, and the steps they take, one class each. */
package dev.tablekeeper.worker.load;
