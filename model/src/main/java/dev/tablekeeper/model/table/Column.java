package dev.tablekeeper.model.table;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * One column of a table, as a table definition describes it.
 *
 * @param name its name, {@code [A-Za-z_][A-Za-z0-9_]*}, at most 300 characters
 * @param aliases other names that a file's header may use for it
 * @param precision for NUMERIC and BIGNUMERIC: the most digits in all
 * @param scale for NUMERIC and BIGNUMERIC: the most digits after the point
 * @param maxLength for STRING the most characters (code points), for BYTES the most bytes
 * @param fields for STRUCT: its fields; empty otherwise
 */
public record Column(
        String name,
        ColumnType type,
        Mode mode,
        String description,
        List<String> aliases,
        OptionalInt precision,
        OptionalInt scale,
        OptionalInt maxLength,
        List<Column> fields) {

    /** Whether a value may or must be there, once or many times. */
    public enum Mode {
        NULLABLE,
        REQUIRED,
        REPEATED
    }

    public Column {
        Objects.requireNonNull(name);
        Objects.requireNonNull(type);
        Objects.requireNonNull(mode);
        Objects.requireNonNull(description);
        Objects.requireNonNull(precision);
        Objects.requireNonNull(scale);
        Objects.requireNonNull(maxLength);
        aliases = List.copyOf(aliases);
        fields = List.copyOf(fields);
    }

    /** A plain column without description, aliases or limits. */
    public static Column of(String name, ColumnType type, Mode mode) {
        return new Column(
                name,
                type,
                mode,
                "",
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                List.of());
    }

    /** The same, but with another mode. */
    public Column withMode(Mode other) {
        return new Column(name, type, other, description, aliases, precision, scale, maxLength, fields);
    }

    public boolean required() {
        return mode == Mode.REQUIRED;
    }

    /** Whether its values are records or lists, which a CSV file cannot hold. */
    public boolean nested() {
        return mode == Mode.REPEATED || type == ColumnType.STRUCT;
    }

    /** The physical form in which this column's values travel. */
    public ColumnType.Form form() {
        return nested() ? ColumnType.Form.OBJECT : type.form();
    }
}
