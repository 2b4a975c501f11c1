/** The doors to the outside: objects, warehouse, secrets. No adapter lives here; the contract tests that each must pass are in this module's test jar. */
package dev.tablekeeper.stores;
