/** The one way this project writes and reads JSON. */
package dev.tablekeeper.model.json;
