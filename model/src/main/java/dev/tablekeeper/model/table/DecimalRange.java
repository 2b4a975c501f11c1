package dev.tablekeeper.model.table;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Which numbers a NUMERIC or BIGNUMERIC column holds: BigQuery's rules, where a precision alone means no digits after
 * the point.
 *
 * @param precision the most digits in all; of BIGNUMERIC's own 77 the first reaches only to 5
 * @param scale the most digits after the point; each value has exactly this scale
 * @param lowest the smallest value
 * @param highest the largest value
 * @see <a href="https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types#decimal_types">Decimal types</a>
 */
public record DecimalRange(int precision, int scale, BigDecimal lowest, BigDecimal highest) {
    private static final DecimalRange NUMERIC = ofDigits(38, 9);
    private static final DecimalRange BIGNUMERIC = new DecimalRange(
            77,
            38,
            new BigDecimal(BigInteger.TWO.pow(255).negate(), 38),
            new BigDecimal(BigInteger.TWO.pow(255).subtract(BigInteger.ONE), 38));

    /** The range of a column; one that is neither NUMERIC nor BIGNUMERIC has none: {@link IllegalArgumentException}. */
    public static DecimalRange of(Column column) {
        DecimalRange widest = switch (column.type()) {
            case NUMERIC -> NUMERIC;
            case BIGNUMERIC -> BIGNUMERIC;
            default -> throw new IllegalArgumentException(column.type() + " has no digits to count");
        };
        if (column.precision().isEmpty()) {
            return widest;
        }
        return ofDigits(column.precision().getAsInt(), column.scale().orElse(0));
    }

    private static DecimalRange ofDigits(int precision, int scale) {
        BigDecimal highest = new BigDecimal(BigInteger.TEN.pow(precision).subtract(BigInteger.ONE), scale);
        return new DecimalRange(precision, scale, highest.negate(), highest);
    }

    public boolean contains(BigDecimal value) {
        return value.compareTo(lowest) >= 0 && value.compareTo(highest) <= 0;
    }
}
