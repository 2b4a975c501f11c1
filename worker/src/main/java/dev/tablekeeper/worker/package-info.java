/** The worker process: workflows and activities by task queue. */
package dev.tablekeeper.worker;
