package dev.tablekeeper.stores.upkeep;

import dev.tablekeeper.stores.upkeep.Change.Kind;

/** What differs in whole tables and views, said the same way for every warehouse. */
public final class ObjectChanges {
    private ObjectChanges() {}

    public static Change noTable(String name) {
        return new Change(Kind.CREATE_TABLE, name, "there is no table " + name, "it is made");
    }

    public static Change noView(String name) {
        return new Change(Kind.CREATE_VIEW, name, "there is no view " + name, "it is made");
    }

    public static Change otherView(String name) {
        return new Change(Kind.CHANGE_VIEW, name, "the view " + name + " has another query", "it is made anew");
    }

    public static Change viewInTheWay(String name) {
        return new Change(
                Kind.FREE_NAME,
                name,
                name + " is a view, not a table",
                "give the table another name, or drop the view yourself");
    }

    public static Change tableInTheWay(String name) {
        return new Change(
                Kind.FREE_NAME,
                name,
                name + " is a table, not a view",
                "give the view another name, or move the table aside yourself");
    }
}
