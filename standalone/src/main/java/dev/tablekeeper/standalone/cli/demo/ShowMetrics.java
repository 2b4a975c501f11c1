package dev.tablekeeper.standalone.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tablekeeper.standalone.cli.print.JsonTable;
import java.util.List;
import java.util.Optional;

/** The two metrics, as they stand after the loads. */
final class ShowMetrics implements Act {
    private static final String PER_QUARTER = "employees_hired_per_quarter";
    private static final String ABOVE_AVERAGE = "departments_above_average_hires";
    private static final List<String> QUARTERS = List.of("q1", "q2", "q3", "q4");
    private static final int YEAR = 2021;
    private static final int SHOWN = 5;

    @Override
    public String title() {
        return "Metrics over it, views of their own";
    }

    @Override
    public void play(Stage stage) {
        JsonNode perQuarter = shown(stage, PER_QUARTER);
        stage.say("");
        JsonNode aboveAverage = shown(stage, ABOVE_AVERAGE);

        long hires = hires(stage.view(PER_QUARTER, Optional.empty()));
        stage.expect("the hires in " + PER_QUARTER + ", all years", stage.rowsIn(Sample.EMPLOYEES.table()), hires);
        // What the view promises: above the mean over all departments, of those that it knows.
        long departments = Sample.DEPARTMENTS.loaded();
        long known = hires(perQuarter, "(unknown)");
        for (JsonNode row : aboveAverage) {
            if (row.path("hired").asLong() * departments <= known) {
                stage.surprise(
                        row + " is not above the mean of " + known + " hires in " + departments + " departments");
            }
        }
        if (perQuarter.isEmpty() || aboveAverage.isEmpty()) {
            stage.surprise("a view shows nothing for " + YEAR);
        }
    }

    private static JsonNode shown(Stage stage, String view) {
        stage.command("view " + view + " --year " + YEAR);
        JsonNode rows = stage.view(view, Optional.of(YEAR));
        ArrayNode first = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < Math.min(SHOWN, rows.size()); i++) {
            first.add(rows.get(i));
        }
        stage.show(JsonTable.of(first));
        if (rows.size() > SHOWN) {
            stage.say("  … and " + (rows.size() - SHOWN) + " more");
        }
        return rows;
    }

    private static long hires(JsonNode perQuarter, String... withoutDepartments) {
        List<String> without = List.of(withoutDepartments);
        long hires = 0;
        for (JsonNode row : perQuarter) {
            if (!without.contains(row.path("department").asText())) {
                hires += QUARTERS.stream().mapToLong(q -> row.path(q).asLong()).sum();
            }
        }
        return hires;
    }
}
