package dev.tablekeeper.model.table;

/**
 * The column types, named as in BigQuery. Each says in which of the four physical forms of a {@link
 * dev.tablekeeper.model.row.ColumnVector} its values travel.
 *
 * @see <a href="https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types">BigQuery data types</a>
 */
public enum ColumnType {
    /** A 64-bit signed integer, as a long. */
    INT64(Form.LONG),
    /** An IEEE 754 double. */
    FLOAT64(Form.DOUBLE),
    /** Up to 38 digits, 9 of them after the point, as a {@link java.math.BigDecimal}. */
    NUMERIC(Form.OBJECT),
    /** Up to 76 digits and a part of a 77th, 38 of them after the point, as a {@link java.math.BigDecimal}. */
    BIGNUMERIC(Form.OBJECT),
    /** True or false, as the long 1 or 0. */
    BOOL(Form.LONG),
    /** Text, as UTF-8 bytes. */
    STRING(Form.BYTES),
    /** Bytes; base64 in CSV and JSON. */
    BYTES(Form.BYTES),
    /** A day, as days since 1970-01-01. */
    DATE(Form.LONG),
    /** A time of day, as microseconds since midnight. */
    TIME(Form.LONG),
    /** A day and time without an offset, as microseconds since 1970-01-01T00:00:00 on the same clock. */
    DATETIME(Form.LONG),
    /** An instant, as microseconds since 1970-01-01T00:00:00Z. */
    TIMESTAMP(Form.LONG),
    /** A JSON text, as UTF-8 bytes. */
    JSON(Form.BYTES),
    /** A geography as well-known text, as UTF-8 bytes. */
    GEOGRAPHY(Form.BYTES),
    /** A record of named fields; for insert, backup and restore. */
    STRUCT(Form.OBJECT);

    /** The physical form in which values of a type travel. */
    public enum Form {
        LONG,
        DOUBLE,
        BYTES,
        OBJECT
    }

    private final Form form;

    ColumnType(Form form) {
        this.form = form;
    }

    public Form form() {
        return form;
    }
}
