package dev.tablekeeper.model.value;

import dev.tablekeeper.model.row.ColumnVector;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.DecimalRange;
import java.math.BigDecimal;

/**
 * NUMERIC and BIGNUMERIC: a decimal number that the column's digits hold exactly; zeros at either end count as no
 * digits. It is set with the column's scale, whatever the text's was.
 */
final class DecimalParser extends ColumnParser {
    private final DecimalRange range;

    DecimalParser(Column column) {
        super(column);
        range = DecimalRange.of(column);
    }

    @Override
    public boolean parse(byte[] bytes, int from, int to, ColumnVector out, int row) {
        DecimalText text = DecimalText.scan(bytes, from, to);
        if (text == null || tooLarge(text) || tooFine(text)) {
            return false;
        }
        BigDecimal value = text.toBigDecimal(bytes, range.scale());
        if (!range.contains(value)) {
            return false;
        }
        out.setObject(row, value);
        return true;
    }

    private boolean tooLarge(DecimalText text) {
        return text.highest() > range.precision() - range.scale();
    }

    private boolean tooFine(DecimalText text) {
        return text.lowest() < -range.scale();
    }

    @Override
    Refusal refusal(byte[] bytes, int from, int to) {
        DecimalText text = DecimalText.scan(bytes, from, to);
        if (text == null) {
            return new Refusal(RejectCode.NOT_A_NUMBER, "is not a number; wanted is a decimal number such as -12.50");
        }
        if (!tooLarge(text) && tooFine(text)) {
            return new Refusal(
                    RejectCode.TOO_MANY_DIGITS,
                    "has %d digits after the point; the column takes at most %d, and nothing is rounded"
                            .formatted(-text.lowest(), range.scale()));
        }
        return new Refusal(
                RejectCode.OUT_OF_RANGE,
                "is outside the column's range, %s to %s".formatted(range.lowest(), range.highest()));
    }
}
