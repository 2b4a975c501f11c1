package dev.tablekeeper.model.workflow;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many records may be rejected: a share of those read ({@code 10%}) or a number of them ({@code 25}). Strictly above
 * it a job fails.
 *
 * @param percent whether {@code value} is a share in percent
 */
public record RejectLimit(BigDecimal value, boolean percent) {
    public static final RejectLimit DEFAULT = new RejectLimit(BigDecimal.TEN, true);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})|(\\d{1,3}(?:\\.\\d{1,6})?)%");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** Reads {@code 10%}, {@code 25} or the number 25. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static RejectLimit of(Object text) {
        Matcher matcher = TEXT.matcher(String.valueOf(text).strip());
        if (matcher.matches() && matcher.group(1) != null) {
            return new RejectLimit(new BigDecimal(matcher.group(1)), false);
        }
        if (matcher.matches()) {
            BigDecimal share = new BigDecimal(matcher.group(2));
            if (share.compareTo(HUNDRED) <= 0) {
                return new RejectLimit(share, true);
            }
        }
        throw new IllegalArgumentException(
                "maxRejected is a number of records such as 25, or a share of those read such as 10%, not '" + text
                        + "'");
    }

    @JsonValue
    public String text() {
        return value.toPlainString() + (percent ? "%" : "");
    }

    /** Whether so many rejected of so many read are too many. */
    public boolean exceededBy(long rejected, long read) {
        if (!percent) {
            return BigDecimal.valueOf(rejected).compareTo(value) > 0;
        }
        return BigDecimal.valueOf(rejected).multiply(HUNDRED).compareTo(value.multiply(BigDecimal.valueOf(read))) > 0;
    }
}
