package dev.tablekeeper.model.value;

import dev.tablekeeper.model.row.ColumnVector;
import dev.tablekeeper.model.table.Column;

/**
 * TIMESTAMP: a date, {@code T} or one space, a time with up to six decimals, and an offset ({@code Z}, {@code ±hh:mm},
 * {@code ±hhmm} or {@code ±hh}); T and Z may be small. In UTC it lies in the years 0001 to 9999.
 */
final class TimestampParser extends ColumnParser {
    private static final long FIRST = IsoText.FIRST_DAY * IsoText.MICROS_OF_DAY;
    private static final long LAST = (IsoText.LAST_DAY + 1) * IsoText.MICROS_OF_DAY - 1;

    TimestampParser(Column column) {
        super(column);
    }

    @Override
    public boolean parse(byte[] bytes, int from, int to, ColumnVector out, int row) {
        long micros = instant(bytes, from, to);
        if (micros < FIRST || micros > LAST) {
            return false;
        }
        out.setLong(row, micros);
        return true;
    }

    private static long instant(byte[] bytes, int from, int to) {
        int offset = IsoText.offsetStart(bytes, from, to);
        if (offset < 0) {
            return IsoText.NONE;
        }
        long local = IsoText.dateAndTime(bytes, from, offset);
        long ahead = IsoText.offsetMicros(bytes, offset, to);
        return local == IsoText.NONE || ahead == IsoText.NONE ? IsoText.NONE : local - ahead;
    }

    @Override
    Refusal refusal(byte[] bytes, int from, int to) {
        if (instant(bytes, from, to) != IsoText.NONE) {
            return new Refusal(
                    RejectCode.OUT_OF_RANGE, "is, in UTC, outside the years 0001 to 9999 that a TIMESTAMP can have");
        }
        String fault = IsoFault.ofDateAndTime(bytes, from, to);
        if (fault.isEmpty()) {
            fault = IsoFault.lacksOffset(bytes, from, to)
                    ? "it has no offset, so it names no instant; add Z if it is UTC, or its offset, such as +02:00"
                    : "wanted is YYYY-MM-DDTHH:MM:SS with up to 6 decimals and an offset or Z, such as 2021-07-27T16:02:08Z";
        }
        return new Refusal(RejectCode.NOT_A_TIMESTAMP, "is not a timestamp: " + fault);
    }
}
