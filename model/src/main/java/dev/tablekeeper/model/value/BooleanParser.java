package dev.tablekeeper.model.value;

import dev.tablekeeper.model.row.ColumnVector;
import dev.tablekeeper.model.table.Column;

/** BOOL: {@code true} or {@code false} in any case (spreadsheets write TRUE, Python writes True); no 1, yes or t. */
final class BooleanParser extends ColumnParser {
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    BooleanParser(Column column) {
        super(column);
    }

    @Override
    public boolean parse(byte[] bytes, int from, int to, ColumnVector out, int row) {
        if (matches(TRUE, bytes, from, to)) {
            out.setLong(row, 1);
            return true;
        }
        if (matches(FALSE, bytes, from, to)) {
            out.setLong(row, 0);
            return true;
        }
        return false;
    }

    private static boolean matches(byte[] word, byte[] bytes, int from, int to) {
        if (to - from != word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            // Setting this bit makes a capital letter small, and no other byte a letter.
            if ((bytes[from + i] | 0x20) != word[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    Refusal refusal(byte[] bytes, int from, int to) {
        return new Refusal(RejectCode.NOT_A_BOOLEAN, "is not a boolean; wanted is true or false");
    }
}
