package dev.tablekeeper.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.row.RowAvro;
import dev.tablekeeper.model.row.RowSink;
import dev.tablekeeper.model.workflow.InsertRows;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an insert has in the object store: its accepted rows, one Avro object a table; its rejects, one CSV a table; and
 * the list of what is wrong with them. No row and no value of one goes through Temporal.
 */
public final class InsertStaging {
    private final ObjectStore objects;

    public InsertStaging(ObjectStore objects) {
        this.objects = objects;
    }

    static String object(String job, String table) {
        return Names.staging(job) + table + ".avro";
    }

    private static String rejects(String job, String table) {
        return Names.staging(job) + table + "-rejects.csv";
    }

    private static String rejected(String job) {
        return Names.staging(job) + "rejected.json";
    }

    /** Stages all there is of a request, durably, under an id that is its own. */
    void stage(String job, List<JudgedRows> tables) {
        List<RejectedValue> rejected = new ArrayList<>();
        for (JudgedRows rows : tables) {
            if (rows.accepted().size() > 0) {
                objects.write(object(job, rows.table().name()), Condition.any(), avro(rows));
            }
            if (!rows.rejects().isEmpty()) {
                rejected.addAll(RejectedValue.of(rows.table().name(), rows.rejects()));
                stageRejects(rejects(job, rows.table().name()), rows);
            }
        }
        if (!rejected.isEmpty()) {
            objects.write(rejected(job), Condition.any(), Json.write(rejected));
        }
    }

    private static byte[] avro(JudgedRows rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (RowSink sink = RowAvro.writer(rows.table(), bytes, RowAvro.Compression.NONE)) {
            sink.write(rows.accepted());
            sink.finish();
        }
        return bytes.toByteArray();
    }

    private void stageRejects(String name, JudgedRows rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (RejectsCsv csv = RejectsCsv.ofRows(bytes, rows.table())) {
            rows.rejects().forEach(csv);
        }
        objects.write(name, Condition.any(), bytes.toByteArray());
    }

    /** Takes back what was staged for a job that will never be. */
    void discard(String job, List<JudgedRows> tables) {
        for (JudgedRows rows : tables) {
            objects.delete(object(job, rows.table().name()), Condition.any());
            objects.delete(rejects(job, rows.table().name()), Condition.any());
        }
        objects.delete(rejected(job), Condition.any());
    }

    /** Puts the rejects where they are kept as long as the job is; before that they go with the staging. */
    public void publishRejects(String job, InsertRows.Input input) {
        for (InsertRows.Batch batch : input.tables()) {
            if (batch.rejected() > 0) {
                String to = Names.rejects(job, batch.table(), input.tables().size() == 1);
                objects.find(rejects(job, batch.table())).ifPresent(staged -> objects.move(staged, to));
            }
        }
    }

    /** The rejects of one table, wherever they are now. */
    public Optional<StoredObject> findRejects(String job, String table, boolean alone) {
        String name = Names.rejects(job, table, alone);
        // Once more where they were: they may have been published between the two looks.
        return objects.find(name).or(() -> objects.find(rejects(job, table))).or(() -> objects.find(name));
    }

    /** Deletes what an insert that was done, or will not be, has no more use for; its rejects stay. */
    public void clear(String job, InsertRows.Input input) {
        input.staged().forEach(batch -> objects.delete(object(job, batch.table()), Condition.any()));
        if (rejects(input)) {
            objects.delete(rejected(job), Condition.any());
        }
    }

    /** What is known of an insert's result from the start. */
    Optional<JsonNode> resultSoFar(AcceptedJob job) {
        if (job.kind() != JobKind.INSERT) {
            return Optional.empty();
        }
        InsertRows.Input input = Json.MAPPER.convertValue(job.input(), InsertRows.Input.class);
        ObjectNode result = Json.MAPPER.createObjectNode();
        long rejected =
                input.tables().stream().mapToLong(InsertRows.Batch::rejected).sum();
        result.put(
                "rowsRead",
                rejected
                        + input.tables().stream()
                                .mapToLong(InsertRows.Batch::rows)
                                .sum());
        result.put("rowsRejected", rejected);
        ArrayNode tables = result.putArray("tables");
        for (InsertRows.Batch batch : input.tables()) {
            tables.addObject()
                    .put("table", batch.table())
                    .put("rowsRead", batch.rows() + batch.rejected())
                    .put("rowsRejected", batch.rejected());
        }
        if (rejected > 0) {
            result.put("rejects", Names.rejectsPath(job.id()));
        }
        return Optional.of(withRejected(job.id(), input, result));
    }

    /** The counts of an insert and, beside them, what is wrong with each rejected row. */
    public JsonNode withRejected(String job, InsertRows.Input input, ObjectNode counts) {
        if (rejects(input)) {
            objects.read(rejected(job)).ifPresent(bytes -> counts.set("rejected", tree(bytes)));
        } else {
            counts.putArray("rejected");
        }
        return counts;
    }

    private static boolean rejects(InsertRows.Input input) {
        return input.tables().stream().anyMatch(batch -> batch.rejected() > 0);
    }

    private static JsonNode tree(byte[] json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
