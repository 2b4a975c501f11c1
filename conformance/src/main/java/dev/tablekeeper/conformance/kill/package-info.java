/** The kill matrix: a process dies at each outward call of a job, and the next one has to end the job as if nothing had been. */
package dev.tablekeeper.conformance.kill;
