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
import com.google.cloud.bigquery.TableResult;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the dataset remembers of the operations done on it: a row for each table written, or one for an operation given up. */
final class OperationLedger {
    static final String COLUMNS =
            "operation, parameters, position, table_name, written, superseded, rows_before, rows_after, done_at";
    /** In the place of a table's position, where the operation was given up. */
    static final int ABANDONED = -1;

    private final BigQueryClient client;
    private final Dataset dataset;

    OperationLedger(BigQueryClient client, Dataset dataset) {
        this.client = client;
        this.dataset = dataset;
    }

    TableInfo definition() {
        Schema schema = Schema.of(Stream.of(
                        Field.of("operation", StandardSQLTypeName.STRING),
                        Field.of("parameters", StandardSQLTypeName.STRING),
                        Field.of("position", StandardSQLTypeName.INT64),
                        Field.of("table_name", StandardSQLTypeName.STRING),
                        Field.of("written", StandardSQLTypeName.INT64),
                        Field.of("superseded", StandardSQLTypeName.INT64),
                        Field.of("rows_before", StandardSQLTypeName.INT64),
                        Field.of("rows_after", StandardSQLTypeName.INT64),
                        Field.of("done_at", StandardSQLTypeName.TIMESTAMP))
                .map(field -> field.toBuilder().setMode(Field.Mode.REQUIRED).build())
                .toList());
        return TableInfo.newBuilder(
                        dataset.ledger(),
                        StandardTableDefinition.newBuilder()
                                .setSchema(schema)
                                // So that a look for one operation reads little.
                                .setClustering(Clustering.newBuilder()
                                        .setFields(List.of("operation"))
                                        .build())
                                .build())
                .setDescription(
                        "What Tablekeeper has done to this dataset's tables: it does nothing twice. Do not change it.")
                .build();
    }

    /**
     * What an operation did, if it was done.
     *
     * @throws StoreFailure OPERATION_MISMATCH where it was done with other parameters, OPERATION_ABANDONED where it was
     *     given up
     */
    Optional<List<WriteResult.TableResult>> find(Operation operation) {
        QueryJobConfiguration query = QueryJobConfiguration.newBuilder("SELECT " + COLUMNS + " FROM "
                        + Dataset.sql(dataset.ledger()) + " WHERE operation = @operation ORDER BY position")
                .addNamedParameter("operation", QueryParameterValue.string(operation.id()))
                .build();
        TableResult rows = client.call("look for the operation " + operation.id(), bigQuery -> bigQuery.query(query));
        List<WriteResult.TableResult> tables = new ArrayList<>();
        for (FieldValueList row : rows.iterateAll()) {
            String parameters = row.get("parameters").getStringValue();
            if (!parameters.equals(operation.parameters())) {
                throw new StoreFailure(
                        FailureType.OPERATION_MISMATCH,
                        "the operation " + operation.id() + " was done with other parameters (" + parameters + ", not "
                                + operation.parameters() + "); use another id for another write");
            }
            if (row.get("position").getLongValue() == ABANDONED) {
                throw new StoreFailure(
                        FailureType.OPERATION_ABANDONED,
                        "the operation " + operation.id()
                                + " was given up, so it will not be done any more; do it anew under another id");
            }
            tables.add(table(row));
        }
        return tables.isEmpty() ? Optional.empty() : Optional.of(tables);
    }

    /** A row of counts. */
    static WriteResult.TableResult table(FieldValueList row) {
        return new WriteResult.TableResult(
                row.get("table_name").getStringValue(),
                row.get("written").getLongValue(),
                row.get("superseded").getLongValue(),
                row.get("rows_before").getLongValue(),
                row.get("rows_after").getLongValue());
    }
}
