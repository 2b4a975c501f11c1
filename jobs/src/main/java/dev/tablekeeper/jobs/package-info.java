/** Everything that must be true of a job, whoever started it: acceptance in its fixed order, records, idempotency, plans, listing. */
package dev.tablekeeper.jobs;
