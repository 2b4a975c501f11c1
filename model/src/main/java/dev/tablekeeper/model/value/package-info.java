/** What a value may be: one strict parser per column type, and why a record is handed back. Nothing is rounded or cut. */
package dev.tablekeeper.model.value;
