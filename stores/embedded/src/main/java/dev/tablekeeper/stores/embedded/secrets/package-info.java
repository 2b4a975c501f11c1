/** Secrets that the machine hands to the process: in its environment, or as files. */
package dev.tablekeeper.stores.embedded.secrets;
