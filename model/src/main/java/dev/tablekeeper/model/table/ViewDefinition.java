package dev.tablekeeper.model.table;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One view: a single SQL text that DuckDB and BigQuery both run, with tables written as <code>${dataset}.name</code>.
 *
 * @param sql one SELECT without a closing semicolon; it has a column {@code year}
 * @param orderBy how its rows are listed, as in an ORDER BY clause: a query's own order says nothing once it is a view
 */
public record ViewDefinition(String name, String description, String sql, List<String> orderBy) {
    private static final Pattern TABLE = Pattern.compile("\\$\\{dataset}\\.([A-Za-z0-9_]+)");

    public ViewDefinition {
        Objects.requireNonNull(name);
        Objects.requireNonNull(description);
        Objects.requireNonNull(sql);
        orderBy = List.copyOf(orderBy);
    }

    /** The tables that it reads. */
    public List<String> tables() {
        return TABLE.matcher(sql)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .sorted()
                .toList();
    }

    /** The text with the dataset's name put in. */
    public String sqlFor(String dataset) {
        return sql.replace("${dataset}", dataset);
    }
}
