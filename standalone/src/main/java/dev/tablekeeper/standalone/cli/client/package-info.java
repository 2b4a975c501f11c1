/** A small REST client of Tablekeeper's API: requests, replies, problems, uploads, and waiting for a job's end. */
package dev.tablekeeper.standalone.cli.client;
