package dev.tablekeeper.stores.embedded.duckdb;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.DecimalRange;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * Whether the values of a column are such that a backup can hold them: DuckDB takes more. Where they are only looked at,
 * nothing is refused.
 *
 * @param column what to call the column: {@code table.column}
 */
record ValueCheck(String column, boolean strict) {
    private static final long MICROS_OF_DAY = 86_400_000_000L;
    private static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();
    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

    long time(ColumnType type, long value) {
        if (!strict) {
            return value;
        }
        boolean fits = switch (type) {
            case DATE -> value >= FIRST_DAY && value <= LAST_DAY;
            case TIME -> value >= 0 && value < MICROS_OF_DAY;
            default -> value >= FIRST_DAY * MICROS_OF_DAY && value < (LAST_DAY + 1) * MICROS_OF_DAY;
        };
        if (!fits) {
            throw refused(
                    type == ColumnType.TIME
                            ? "the time 24:00:00"
                            : "a time that is infinite or outside of the years 0001 to 9999");
        }
        return value;
    }

    void nullElement() {
        if (strict) {
            throw refused("a list with a NULL in it");
        }
    }

    /** A number in the column's scale. */
    BigDecimal decimal(Column its, String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            DecimalRange range = DecimalRange.of(its);
            if (!range.contains(number)) {
                throw refused("a number beyond " + its.type());
            }
            return number.setScale(range.scale());
        } catch (ArithmeticException | NumberFormatException e) {
            throw refused("a text that is no " + its.type());
        }
    }

    /** @param what holds no row's content */
    StoreFailure refused(String what) {
        return new StoreFailure(
                FailureType.NOT_POSSIBLE, column + " holds " + what + ", which no backup can hold: mend its rows");
    }
}
