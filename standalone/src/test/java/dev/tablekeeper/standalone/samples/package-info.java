/** Where the files in {@code samples/} come from. */
package dev.tablekeeper.standalone.samples;
