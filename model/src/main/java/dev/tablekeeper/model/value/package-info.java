/**
 * What a value may be: one strict parser per column type, and why a record is handed back. Nothing is rounded or cut.
 *
 * <ul>
 *   <li>INT64: {@code [+-]digits} in the range of a long; no point, exponent, separator or white space.
 *   <li>FLOAT64: a decimal number, exponent allowed, read as the nearest double; no NaN, no Infinity, nothing that would
 *       become infinite or, not being zero, zero.
 *   <li>NUMERIC, BIGNUMERIC: a decimal number, exponent allowed, that the column's digits hold exactly.
 *   <li>BOOL: {@code true} or {@code false}, in any case.
 *   <li>STRING: UTF-8 without NUL. BYTES: base64, padded, canonical.
 *   <li>DATE: {@code YYYY-MM-DD}. TIME: {@code HH:MM[:SS[.ffffff]]}. DATETIME: both, with {@code T} or a space between.
 *       TIMESTAMP: the same with {@code Z}, {@code ±hh:mm}, {@code ±hhmm} or {@code ±hh}. Years 0001 to 9999 (in UTC),
 *       no leap seconds, no 24:00.
 *   <li>JSON: one value, kept as text. GEOGRAPHY: well-known text.
 * </ul>
 */
package dev.tablekeeper.model.value;
