/**
 * Rows on their way: batches of columns, where they come from, and rows as Avro.
 *
 * <p>A value that stands by itself travels in its type's physical form ({@link dev.tablekeeper.model.table.ColumnType}).
 * Nested columns, of form OBJECT, hold objects:
 *
 * <ul>
 *   <li>REPEATED: a {@link java.util.List}, in which nothing is null; it is empty where the column has no value.
 *   <li>STRUCT: a {@link java.util.Map} from each field's name to its value, null (or left out) where that is NULL.
 *   <li>INT64, and DATE (days), TIME, DATETIME, TIMESTAMP (microseconds) as in the LONG form: a {@link Long}.
 *   <li>FLOAT64: a {@link Double}. BOOL: a {@link Boolean}.
 *   <li>STRING, JSON, GEOGRAPHY: a {@link String}. BYTES: a byte array.
 *   <li>NUMERIC, BIGNUMERIC: a {@link java.math.BigDecimal} of the column's scale ({@link
 *       dev.tablekeeper.model.table.DecimalRange}), nested or not.
 * </ul>
 */
package dev.tablekeeper.model.row;
