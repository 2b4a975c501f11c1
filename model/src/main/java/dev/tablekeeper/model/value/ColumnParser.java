package dev.tablekeeper.model.value;

import dev.tablekeeper.model.table.Column;

/** What the parsers share: whose values they read, and how a refusal is worded. */
abstract class ColumnParser implements ValueParser {
    private final Column column;

    ColumnParser(Column column) {
        this.column = column;
    }

    final Column column() {
        return column;
    }

    /**
     * Looks once more at refused bytes and says why.
     *
     * @return the code, and what follows the quoted value in the reason
     */
    abstract Refusal refusal(byte[] bytes, int from, int to);

    /** Whether white space around a value means something, so that it is not to be mended by trimming. */
    boolean keepsWhiteSpace() {
        return false;
    }

    @Override
    public final Fault explain(byte[] bytes, int from, int to) {
        Refusal refusal = refusal(bytes, from, to);
        boolean padded = from < to && (white(bytes[from]) || white(bytes[to - 1])) && !keepsWhiteSpace();
        String hint = padded ? "; there is white space around it (a load with trim=true takes it away)" : "";
        return new Fault(column.name(), refusal.code(), Quoted.of(bytes, from, to) + " " + refusal.sentence() + hint);
    }

    private static boolean white(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    /** Why a value is refused; the sentence's subject is the value itself. */
    record Refusal(RejectCode code, String sentence) {}
}
