/** The command line: one class a command. Talks to a server by REST alone, except where it is the server. */
package dev.tablekeeper.standalone.cli;
