/** Keys as they are written down: what one may do, and the entry that is stored for it. */
package dev.tablekeeper.model.key;
