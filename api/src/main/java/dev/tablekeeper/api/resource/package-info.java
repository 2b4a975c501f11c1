/** One class per resource, and what they share: reading requests, writing jobs and rows. */
package dev.tablekeeper.api.resource;
