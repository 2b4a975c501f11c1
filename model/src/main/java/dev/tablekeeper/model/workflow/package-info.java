/** The contract between those who start jobs and those who carry them out: interfaces, inputs, results, task queues, failure types. */
package dev.tablekeeper.model.workflow;
