/** Other rows in the place of a table's, and the way back. */
package dev.tablekeeper.stores.swap;
