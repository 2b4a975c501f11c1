package dev.tablekeeper.stores.snapshot;

/**
 * A view.
 *
 * @param sql its query; a view that Tablekeeper made writes tables as <code>${dataset}.name</code>, another one stands as
 *     the warehouse shows it
 */
public record SnapshotView(String name, String sql) {}
