/** The suites that every adapter must pass. They go out in this module's test jar. */
package dev.tablekeeper.stores.contract;
