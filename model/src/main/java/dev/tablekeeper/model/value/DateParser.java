package dev.tablekeeper.model.value;

import dev.tablekeeper.model.row.ColumnVector;
import dev.tablekeeper.model.table.Column;

/** DATE: {@code YYYY-MM-DD}, a day that there is, 0001-01-01 to 9999-12-31. */
final class DateParser extends ColumnParser {
    DateParser(Column column) {
        super(column);
    }

    @Override
    public boolean parse(byte[] bytes, int from, int to, ColumnVector out, int row) {
        if (to - from != IsoText.DATE_LENGTH) {
            return false;
        }
        long day = IsoText.day(bytes, from, to);
        if (day < IsoText.FIRST_DAY) {
            return false;
        }
        out.setLong(row, day);
        return true;
    }

    @Override
    Refusal refusal(byte[] bytes, int from, int to) {
        if (to - from == IsoText.DATE_LENGTH && IsoText.day(bytes, from, to) != IsoText.NONE) {
            return new Refusal(RejectCode.OUT_OF_RANGE, "is before 0001-01-01, the first day that a DATE can be");
        }
        String fault = IsoFault.ofDate(bytes, from, to);
        return new Refusal(
                RejectCode.NOT_A_DATE,
                "is not a date: " + (fault.isEmpty() ? "wanted is YYYY-MM-DD, such as 2021-07-27" : fault));
    }
}
