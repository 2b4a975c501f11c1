/** The demonstration: acts that load the sample files as a client would, and check every count. */
package dev.tablekeeper.standalone.cli.demo;
