package dev.tablekeeper.api.resource;

import dev.tablekeeper.api.Refusal;
import dev.tablekeeper.api.security.Caller;
import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.model.table.ViewDefinitions;
import dev.tablekeeper.stores.ResultTable;
import dev.tablekeeper.stores.Warehouse;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The metrics: views over the tables, of one year or of all. */
public final class ViewsResource {
    private static final int LAST_YEAR = 9_999;

    private final ViewDefinitions views;
    private final Warehouse warehouse;

    public ViewsResource(ViewDefinitions views, Warehouse warehouse) {
        this.views = views;
        this.warehouse = warehouse;
    }

    private record Summary(String view, String description) {}

    private record Rows(String view, OptionalInt year, List<Map<String, Object>> rows) {}

    /** {@code GET /v1/views}. */
    public void list(Context ctx) {
        Caller caller = Caller.of(ctx);
        List<Summary> all = views.all().stream()
                .filter(v -> caller.sees(v.tables()))
                .map(v -> new Summary(v.name(), v.description()))
                .toList();
        ctx.json(Map.of("views", all));
    }

    /** {@code GET /v1/views/{view}}. */
    public void one(Context ctx) {
        String name = ctx.pathParam("view");
        ViewDefinition view = views.find(name)
                .orElseThrow(() -> Refusal.notFound("There is no view '" + name + "'; "
                        + UnknownName.guess(
                                name,
                                views.all().stream().map(ViewDefinition::name).toList())
                        + "."));
        Caller.of(ctx).requireTables(view.tables());
        Faults faults = new Faults();
        OptionalInt year = new QueryParameters(ctx, faults, List.of("year")).number("year", 1, LAST_YEAR);
        faults.check();
        boolean csv = MediaTypes.wantsCsv(ctx);
        ResultTable rows = warehouse.view(view, year);
        if (csv) {
            RowsAnswer.csv(ctx, rows);
        } else {
            ctx.json(new Rows(view.name(), year, RowsAnswer.json(rows)));
        }
    }
}
