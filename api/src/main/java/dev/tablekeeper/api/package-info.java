/** The REST API: the server, its routes, and the problems it answers with. Knows no adapter and no worker. */
package dev.tablekeeper.api;
