package dev.tablekeeper.stores.snapshot;

import dev.tablekeeper.stores.Content;

/**
 * One file of an export.
 *
 * @param name of the object
 * @param content what the warehouse says is in it, told without reading it
 */
public record ExportedFile(String name, Content content) {}
