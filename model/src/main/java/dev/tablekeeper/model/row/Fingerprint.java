package dev.tablekeeper.model.row;

/**
 * A number that tells whether two tables hold the same rows, in whatever order.
 *
 * @param algorithm how it was made; two fingerprints compare only if they were made in the same way
 * @param value 16 hexadecimal digits
 */
public record Fingerprint(String algorithm, String value) {}
