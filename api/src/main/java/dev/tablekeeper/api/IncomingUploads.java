package dev.tablekeeper.api;

import dev.tablekeeper.stores.ObjectStore;

/**
 * Where files go that are uploaded past the API.
 *
 * @param prefix what their names in the store begin with, before the table
 */
public record IncomingUploads(ObjectStore store, String prefix) {}
