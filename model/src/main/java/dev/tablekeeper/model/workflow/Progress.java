package dev.tablekeeper.model.workflow;

/**
 * How far a running job is.
 *
 * @param phase what it does now, as a word for people: {@code parsing}
 * @param total of {@code unit}; 0 while unknown
 * @param unit {@code bytes}, {@code rows} or {@code tables}
 */
public record Progress(String phase, long done, long total, String unit) {}
