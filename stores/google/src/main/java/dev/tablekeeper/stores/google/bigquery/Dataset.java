package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.DatasetId;
import com.google.cloud.bigquery.TableId;
import dev.tablekeeper.stores.TableName;
import java.util.regex.Pattern;

/**
 * The names of what belongs to one Tablekeeper in BigQuery: a dataset with its tables, and beside it one whose tables expire,
 * for rows on their way.
 */
public record Dataset(String project, String name) {
    private static final Pattern PROJECT = Pattern.compile("[a-z][a-z0-9.:-]{4,61}[a-z0-9]");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]{1,1000}");
    private static final String LEDGER = "tablekeeper_operations";
    private static final String KEPT = "tablekeeper_kept";

    public Dataset {
        if (!PROJECT.matcher(project).matches() || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + project + "." + name + "' is no PROJECT.DATASET of BigQuery");
        }
    }

    /** From {@code PROJECT.DATASET}. */
    public static Dataset parse(String text) {
        int dot = text.lastIndexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("'" + text + "' is no PROJECT.DATASET of BigQuery");
        }
        return new Dataset(text.substring(0, dot), text.substring(dot + 1));
    }

    DatasetId id() {
        return DatasetId.of(project, name);
    }

    DatasetId scratchId() {
        return DatasetId.of(project, name + "_tablekeeper");
    }

    TableId table(String table) {
        return TableId.of(project, name, table);
    }

    TableId ledger() {
        return table(LEDGER);
    }

    TableId kept() {
        return table(KEPT);
    }

    /** A table of this dataset, or of the other one that is named. */
    TableId table(TableName table) {
        return TableId.of(project, table.dataset().orElse(name), table.table());
    }

    TableId scratch(String table) {
        return TableId.of(project, name + "_tablekeeper", table);
    }

    /** What stands in the place of <code>${dataset}</code> in a view. */
    String inViews() {
        return quoted(project) + "." + quoted(name);
    }

    /**
     * A view's text with <code>${dataset}</code> in the place of this dataset, as Tablekeeper writes it; one that could not be
     * turned back stands as it is.
     */
    String fromView(String sql) {
        return sql.contains("${dataset}") ? sql : sql.replace(inViews() + ".", "${dataset}.");
    }

    /** A table as SQL writes it. */
    static String sql(TableId table) {
        return quoted(table.getProject()) + "." + quoted(table.getDataset()) + "." + quoted(table.getTable());
    }

    /** A name that can be no end of its own quotes: what comes here fits the patterns of tables and columns. */
    static String quoted(String name) {
        if (name.indexOf('`') >= 0 || name.indexOf('\\') >= 0) {
            throw new IllegalArgumentException("not a name: " + name);
        }
        return "`" + name + "`";
    }

    @Override
    public String toString() {
        return project + "." + name;
    }
}
