package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.Clustering;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.FieldValueList;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.QueryParameterValue;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardSQLTypeName;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.TableInfo;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.TableName;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the dataset remembers of its swaps besides the ledger: a row for each table swapped, saying where its rows were
 * kept. One row more belongs to nobody; whoever changes tables as a whole changes it in the same transaction, so that of
 * two such transactions BigQuery cancels one, also where neither finds a row in the tables themselves.
 */
record KeptTables(BigQueryClient client, Dataset dataset) {
    /** For how long kept rows are there at least; an undoing is offered for a day. */
    static final Duration LIFE = Duration.ofDays(7);

    static final String COLUMNS =
            "operation, position, dataset_name, table_name, existed, stands, kept, undoes, done_at";
    /** The library reads a timestamp in two ways, depending on how soon a query is done. */
    static final String MICROS = "UNIX_MICROS(done_at) AS micros";

    private static final String NOBODY = "";

    /**
     * A table as it was swapped.
     *
     * @param kept the table of the scratch dataset that has its rows
     */
    record Entry(TableName table, boolean existed, boolean stands, String kept, Instant at) {}

    TableInfo definition() {
        Schema schema = Schema.of(Stream.of(
                        Field.of("operation", StandardSQLTypeName.STRING),
                        Field.of("position", StandardSQLTypeName.INT64),
                        Field.of("dataset_name", StandardSQLTypeName.STRING),
                        Field.of("table_name", StandardSQLTypeName.STRING),
                        Field.of("existed", StandardSQLTypeName.BOOL),
                        Field.of("stands", StandardSQLTypeName.BOOL),
                        Field.of("kept", StandardSQLTypeName.STRING),
                        Field.of("undoes", StandardSQLTypeName.STRING),
                        Field.of("done_at", StandardSQLTypeName.TIMESTAMP))
                .map(field -> field.toBuilder().setMode(Field.Mode.REQUIRED).build())
                .toList());
        StandardTableDefinition table = StandardTableDefinition.newBuilder()
                .setSchema(schema)
                .setClustering(
                        Clustering.newBuilder().setFields(List.of("operation")).build())
                .build();
        return TableInfo.newBuilder(dataset.kept(), table)
                .setDescription("Where Tablekeeper's restores have kept what was in tables before. Do not change it.")
                .build();
    }

    /** In the order in which they were asked for. */
    List<Entry> find(Operation swap) {
        List<Entry> entries = new ArrayList<>();
        for (FieldValueList row : rows("operation = @operation ORDER BY position", swap)) {
            String other = row.get("dataset_name").getStringValue();
            entries.add(new Entry(
                    new TableName(
                            Optional.of(other).filter(name -> !name.isEmpty()),
                            row.get("table_name").getStringValue()),
                    row.get("existed").getBooleanValue(),
                    row.get("stands").getBooleanValue(),
                    row.get("kept").getStringValue(),
                    at(row)));
        }
        return entries;
    }

    /** Of a row with {@link #MICROS}. */
    static Instant at(FieldValueList row) {
        return Instant.EPOCH.plus(row.get("micros").getLongValue(), ChronoUnit.MICROS);
    }

    /** The operation that has put back what this swap has kept, if one has. */
    Optional<String> undoneBy(Operation swap) {
        for (FieldValueList row : rows("undoes = @operation", swap)) {
            return Optional.of(row.get("operation").getStringValue());
        }
        return Optional.empty();
    }

    private Iterable<FieldValueList> rows(String condition, Operation operation) {
        QueryJobConfiguration query = QueryJobConfiguration.newBuilder(
                        "SELECT operation, dataset_name, table_name, existed, stands, kept, " + MICROS + " FROM "
                                + Dataset.sql(dataset.kept()) + " WHERE " + condition)
                .addNamedParameter("operation", QueryParameterValue.string(operation.id()))
                .build();
        return client.call("look for what was kept", bigQuery -> bigQuery.query(query))
                .iterateAll();
    }

    /** Sees to it that the row is there which {@link #turn} changes; more than one do no harm. */
    void requireTurn() {
        String table = Dataset.sql(dataset.kept());
        String sql = "INSERT INTO " + table + " (" + COLUMNS + ") SELECT '" + NOBODY
                + "', 0, '', '', FALSE, FALSE, '', '', CURRENT_TIMESTAMP() FROM (SELECT 1 AS one) WHERE NOT EXISTS"
                + "(SELECT 1 FROM " + table + " WHERE operation = '" + NOBODY + "')";
        client.call("prepare a swap", bigQuery -> bigQuery.query(QueryJobConfiguration.of(sql)));
    }

    /** The statement of a transaction that wants to be the only one of its kind. */
    static String turn(Dataset dataset) {
        return "UPDATE " + Dataset.sql(dataset.kept()) + " SET done_at = CURRENT_TIMESTAMP() WHERE operation = '"
                + NOBODY + "'";
    }
}
