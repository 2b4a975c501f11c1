package dev.tablekeeper.model.value;

import dev.tablekeeper.model.row.ColumnVector;
import dev.tablekeeper.model.table.Column;

/** TIME: {@code HH:MM[:SS[.ffffff]]}, 00:00 to 23:59:59.999999. */
final class TimeParser extends ColumnParser {
    TimeParser(Column column) {
        super(column);
    }

    @Override
    public boolean parse(byte[] bytes, int from, int to, ColumnVector out, int row) {
        long micros = IsoText.microsOfDay(bytes, from, to);
        if (micros < 0) {
            return false;
        }
        out.setLong(row, micros);
        return true;
    }

    @Override
    Refusal refusal(byte[] bytes, int from, int to) {
        String fault = IsoFault.ofTime(bytes, from, to);
        return new Refusal(
                RejectCode.NOT_A_TIME,
                "is not a time: "
                        + (fault.isEmpty() ? "wanted is HH:MM:SS with up to 6 decimals, such as 16:02:08.5" : fault));
    }
}
