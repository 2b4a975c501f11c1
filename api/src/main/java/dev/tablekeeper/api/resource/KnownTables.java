package dev.tablekeeper.api.resource;

import dev.tablekeeper.api.Refusal;
import dev.tablekeeper.api.security.Caller;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.TableDefinitions;
import dev.tablekeeper.stores.TableName;
import dev.tablekeeper.stores.Warehouse;
import io.javalin.http.Context;
import java.util.List;

/** The tables that requests may name; nothing else of a request's table name goes any further. */
public final class KnownTables {
    private final TableDefinitions definitions;

    public KnownTables(TableDefinitions definitions) {
        this.definitions = definitions;
    }

    List<TableDefinition> all() {
        return definitions.all();
    }

    /**
     * The table that the path names.
     *
     * @throws Refusal 403 where it is not among the caller's, 404 where there is none
     */
    TableDefinition inPath(Context ctx) {
        String name = ctx.pathParam("table");
        Caller.of(ctx).requireTables(List.of(name));
        return definitions.find(name).orElseThrow(() -> Refusal.unknownTable(unknown(name) + "."));
    }

    /** Whether it is described, or in the warehouse without a description. */
    boolean isThere(String name, Warehouse warehouse) {
        return definitions.find(name).isPresent()
                || warehouse.swaps().find(TableName.of(name), definitions.all()).isPresent();
    }

    String unknown(String name) {
        return "there is no table '" + name + "'; " + UnknownName.guess(name, definitions.names());
    }

    TableDefinitions definitions() {
        return definitions;
    }
}
