/** Objects as files below a folder, and everything that is needed so that a crash or another process does no harm. */
package dev.tablekeeper.stores.embedded.files;
