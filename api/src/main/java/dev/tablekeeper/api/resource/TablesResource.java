package dev.tablekeeper.api.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tablekeeper.api.security.Caller;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.ResultTable;
import dev.tablekeeper.stores.Warehouse;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The tables, and a look at their rows. */
public final class TablesResource {
    private static final int ROWS = 20;
    private static final int MOST_ROWS = 1_000;

    private final KnownTables tables;
    private final Warehouse warehouse;

    public TablesResource(KnownTables tables, Warehouse warehouse) {
        this.tables = tables;
        this.warehouse = warehouse;
    }

    private record TableView(String table, String description, List<ColumnView> columns, List<String> key, long rows) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private record ColumnView(
            String name,
            ColumnType type,
            Column.Mode mode,
            String description,
            List<String> aliases,
            OptionalInt precision,
            OptionalInt scale,
            OptionalInt maxLength,
            List<ColumnView> fields) {

        static ColumnView of(Column column) {
            return new ColumnView(
                    column.name(),
                    column.type(),
                    column.mode(),
                    column.description(),
                    column.aliases(),
                    column.precision(),
                    column.scale(),
                    column.maxLength(),
                    column.fields().stream().map(ColumnView::of).toList());
        }
    }

    /** {@code GET /v1/tables}. */
    public void list(Context ctx) {
        Caller caller = Caller.of(ctx);
        List<TableView> seen = tables.all().stream()
                .filter(table -> caller.sees(List.of(table.name())))
                .map(this::view)
                .toList();
        ctx.json(Map.of("tables", seen));
    }

    /** {@code GET /v1/tables/{table}}. */
    public void one(Context ctx) {
        ctx.json(view(tables.inPath(ctx)));
    }

    /** {@code GET /v1/tables/{table}/rows}. */
    public void rows(Context ctx) {
        TableDefinition table = tables.inPath(ctx);
        Faults faults = new Faults();
        int limit = new QueryParameters(ctx, faults, List.of("limit")).limit(ROWS, MOST_ROWS);
        faults.check();
        boolean csv = MediaTypes.wantsCsv(ctx);
        ResultTable rows = warehouse.sample(table, limit);
        if (csv) {
            RowsAnswer.csv(ctx, rows);
        } else {
            ctx.json(Map.of("rows", RowsAnswer.json(rows)));
        }
    }

    private TableView view(TableDefinition table) {
        return new TableView(
                table.name(),
                table.description(),
                table.columns().stream().map(ColumnView::of).toList(),
                table.key(),
                warehouse.count(table.name()));
    }
}
