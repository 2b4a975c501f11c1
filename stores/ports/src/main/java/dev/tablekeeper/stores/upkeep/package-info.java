/** How a warehouse is brought to what its definitions say. */
package dev.tablekeeper.stores.upkeep;
