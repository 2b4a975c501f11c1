/** The Temporal that {@code serve} runs on: somebody's server, the {@code temporal} program, or one inside this process. */
package dev.tablekeeper.standalone.temporal;
