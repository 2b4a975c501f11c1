package dev.tablekeeper.model.value;

import dev.tablekeeper.model.row.ColumnVector;
import dev.tablekeeper.model.table.Column;

/** DATETIME: a date and a time of day with {@code T} or one space between them, and no offset: it names no instant. */
final class DatetimeParser extends ColumnParser {
    DatetimeParser(Column column) {
        super(column);
    }

    @Override
    public boolean parse(byte[] bytes, int from, int to, ColumnVector out, int row) {
        long micros = IsoText.dateAndTime(bytes, from, to);
        if (micros < IsoText.FIRST_DAY * IsoText.MICROS_OF_DAY) {
            return false;
        }
        out.setLong(row, micros);
        return true;
    }

    @Override
    Refusal refusal(byte[] bytes, int from, int to) {
        if (IsoText.dateAndTime(bytes, from, to) != IsoText.NONE) {
            return new Refusal(RejectCode.OUT_OF_RANGE, "is before 0001-01-01, the first day that a DATETIME can have");
        }
        String fault = IsoFault.ofDateAndTime(bytes, from, to);
        if (fault.isEmpty()) {
            fault = IsoFault.hasOffset(bytes, from, to)
                    ? "it has an offset, which a DATETIME cannot keep; only a TIMESTAMP column takes one"
                    : "wanted is YYYY-MM-DDTHH:MM:SS with up to 6 decimals, such as 2021-07-27T16:02:08.5";
        }
        return new Refusal(RejectCode.NOT_A_DATETIME, "is not a date and time: " + fault);
    }
}
