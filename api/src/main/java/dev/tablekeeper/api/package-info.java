/** The REST API. */
package dev.tablekeeper.api;
