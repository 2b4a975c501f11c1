package dev.tablekeeper.model.value;

import dev.tablekeeper.model.row.ColumnVector;
import dev.tablekeeper.model.table.Column;
import java.util.Arrays;

/** GEOGRAPHY: {@link WellKnownText}, kept as its text. */
final class GeographyParser extends ColumnParser {
    GeographyParser(Column column) {
        super(column);
    }

    @Override
    public boolean parse(byte[] bytes, int from, int to, ColumnVector out, int row) {
        if (!WellKnownText.fault(bytes, from, to).isEmpty()) {
            return false;
        }
        out.setBytes(row, Arrays.copyOfRange(bytes, from, to));
        return true;
    }

    @Override
    boolean keepsWhiteSpace() {
        return true;
    }

    @Override
    Refusal refusal(byte[] bytes, int from, int to) {
        return new Refusal(
                RejectCode.NOT_A_GEOGRAPHY,
                "is not well-known text such as POINT(-74.1 4.6): " + WellKnownText.fault(bytes, from, to));
    }
}
