/** What the command line looks like: tables, reports of jobs, progress. */
package dev.tablekeeper.standalone.cli.print;
