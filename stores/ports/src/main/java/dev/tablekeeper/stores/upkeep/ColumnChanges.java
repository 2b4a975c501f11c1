package dev.tablekeeper.stores.upkeep;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.stores.upkeep.Change.Kind;

/** What differs in columns, said the same way for every warehouse. */
public final class ColumnChanges {
    private static final String BY_HAND = "; or drop the column yourself, once nobody needs what it holds";

    private ColumnChanges() {}

    /** @param where the column, {@code table.column} */
    public static Change missing(String where, Column column) {
        String difference = where + " is in the definition, not in the table";
        return column.required()
                ? new Change(
                        Kind.FILL_COLUMN,
                        where,
                        difference,
                        "let it be NULLABLE in the definition: the rows that are there have no value for it")
                : new Change(Kind.ADD_COLUMN, where, difference, "it is added; rows that are there have none");
    }

    public static Change surplus(String where) {
        return new Change(
                Kind.DROP_COLUMN,
                where,
                where + " is in the table, not in the definition",
                "put it back into the definition" + BY_HAND);
    }

    /** @param there the type in the table, {@code wanted} that in the definition */
    public static Change type(String where, String there, String wanted) {
        return new Change(
                Kind.CHANGE_TYPE,
                where,
                where + " is " + there + " in the table, " + wanted + " in the definition",
                "put the old type back into the definition, and give the new one to a new column or a new table: a"
                        + " column's type is not changed here, since values could be lost");
    }

    /** A column that must have a value in the table, and need not in the definition. */
    public static Change relaxed(String where, String difference) {
        return new Change(Kind.RELAX_COLUMN, where, difference, "it may be NULL from then on");
    }

    public static Change mode(String where, String difference) {
        return new Change(
                Kind.CHANGE_MODE,
                where,
                difference,
                "put the table's mode back into the definition: rows that are there may not fit the new one");
    }
}
