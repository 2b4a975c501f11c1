package dev.tablekeeper.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.stores.Warehouse.Intake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * One kind of job: the load of a small numbered file into {@code departments}, or an insert of the same rows; and what has
 * to be there when those with the numbers 1 to n were done, each once. Each has good rows and bad ones, a name that needs
 * quotes, and a key twice that all share.
 */
public enum RowsCase implements JobCase {
    APPEND("append", Intake.PULLED, false, true),
    REPLACE("replace", Intake.PULLED, false, true),
    MERGE("merge", Intake.PULLED, false, true),
    GZIP("append", Intake.PULLED, true, true),
    STAGED_APPEND("append", Intake.STAGED, false, true),
    STAGED_REPLACE("replace", Intake.STAGED, false, true),
    STAGED_MERGE("merge", Intake.STAGED, false, true),
    /** More rejects than are borne: the job fails, and the table stays as it is. */
    REJECTED("append", Intake.PULLED, false, false),
    INSERT("append", true),
    INSERT_MERGE("merge", true),
    /** Into {@code jobs} too, one row. */
    INSERT_SEVERAL("append", true),
    /** As a whole, for its bad rows: there is no workflow then. */
    INSERT_REFUSED("append", false);

    public static final String TABLE = "departments";
    public static final String OTHER_TABLE = "jobs";
    private static final Set<RowsCase> TYPICAL =
            EnumSet.of(APPEND, STAGED_APPEND, INSERT, INSERT_SEVERAL, INSERT_REFUSED);
    private static final long SHARED = 0;
    private static final int RECORDS = 6;
    private static final int BAD = 2;
    private static final String NO_INTEGER =
            "'x' is not an integer; wanted are digits, with a sign or without, such as -42";
    private static final String MISSING = "the field is missing, and the column needs a value";

    private final String mode;
    private final Intake intake;
    private final boolean gzip;
    private final boolean succeeds;
    private final boolean insert;

    RowsCase(String mode, boolean succeeds) {
        this(mode, Intake.PULLED, false, succeeds, true);
    }

    RowsCase(String mode, Intake intake, boolean gzip, boolean succeeds) {
        this(mode, intake, gzip, succeeds, false);
    }

    RowsCase(String mode, Intake intake, boolean gzip, boolean succeeds, boolean insert) {
        this.insert = insert;
        this.mode = mode;
        this.intake = intake;
        this.gzip = gzip;
        this.succeeds = succeeds;
    }

    @Override
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public Intake intake() {
        return intake;
    }

    public boolean succeeds() {
        return succeeds;
    }

    @Override
    public boolean onEachTemporal() {
        return insert ? this == INSERT : !gzip && succeeds && (intake == Intake.PULLED || mode.equals("append"));
    }

    /** An insert writes within its first workflow task: there is nothing to go back to before. */
    @Override
    public boolean canBeHeld() {
        return !insert;
    }

    @Override
    public boolean typical() {
        return TYPICAL.contains(this);
    }

    @Override
    public boolean hasWorkflow() {
        return this != INSERT_REFUSED;
    }

    @Override
    public Request request(Client client, int number) {
        return new Request(path(), insert ? "application/json" : "text/csv", ByteBuffer.wrap(body(number)));
    }

    private String path() {
        if (insert) {
            return (this == INSERT_SEVERAL ? "/insert_data" : "/v1/tables/" + TABLE + "/rows") + "?mode=" + mode
                    + "&onInvalid=" + (succeeds ? "skip" : "reject");
        }
        return "/v1/tables/" + TABLE + "/loads?mode=" + mode + "&maxRejected=" + (succeeds ? BAD : BAD - 1);
    }

    private byte[] body(int number) {
        if (insert) {
            return inserted(number).getBytes(StandardCharsets.UTF_8);
        }
        String text = number + ",\"Alpha, number " + number + "\"\n"
                + "x,Broken " + number + "\n"
                + SHARED + ",Shared by " + number + "\n"
                + "100" + number + "\n"
                + "9000" + number + ",Beta " + number + "\n"
                + SHARED + ",Shared again by " + number + "\n";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return gzip ? gzipped(bytes) : bytes;
    }

    private String inserted(int number) {
        String rows = "[{\"id\":" + number + ",\"department\":\"Alpha, number " + number + "\"},"
                + "{\"id\":\"x\",\"department\":\"Broken " + number + "\"},"
                + "{\"id\":" + SHARED + ",\"department\":\"Shared by " + number + "\"},"
                + "{\"id\":\"100" + number + "\"},"
                + "{\"id\":\"9000" + number + "\",\"department\":\"Beta " + number + "\"},"
                + "{\"id\":" + SHARED + ",\"department\":\"Shared again by " + number + "\"}]";
        return this == INSERT_SEVERAL
                ? "{\"" + TABLE + "\":" + rows + ",\"" + OTHER_TABLE + "\":[{\"id\":" + number + ",\"job\":\"Job "
                        + number + "\"}]}"
                : "{\"rows\":" + rows + "}";
    }

    private List<String> otherTable(int files) {
        return this == INSERT_SEVERAL
                ? IntStream.rangeClosed(1, files)
                        .mapToObj(number -> JobCheck.row(number, "Job " + number))
                        .sorted()
                        .toList()
                : List.of();
    }

    private List<String> table(int files) {
        List<String> rows = new ArrayList<>();
        int first = mode.equals("replace") ? files : 1;
        for (int number = first; number <= files && number > 0 && succeeds; number++) {
            rows.add(JobCheck.row(number, "Alpha, number " + number));
            rows.add(JobCheck.row(SHARED, "Shared by " + number));
            rows.add(JobCheck.row(Long.parseLong("9000" + number), "Beta " + number));
            rows.add(JobCheck.row(SHARED, "Shared again by " + number));
        }
        if (mode.equals("merge")) {
            TreeMap<String, String> byKey = new TreeMap<>();
            rows.forEach(row -> byKey.put(row.substring(0, row.indexOf(',')), row));
            rows = new ArrayList<>(byKey.values());
        }
        rows.sort(null);
        return rows;
    }

    private String rejects(int number) {
        return "_line,_column,_code,_reason,id,department,_extra\n"
                + "\"2\",\"id\",\"not-an-integer\",\"" + NO_INTEGER + "\",\"x\",\"Broken " + number + "\",\n"
                + (insert
                        ? "\"4\",\"department\",\"missing-value\",\"" + MISSING + "\""
                        : "\"4\",\"\",\"too-few-fields\",\"the record has 1 field; wanted are 2\"")
                + ",\"100" + number + "\",,\n";
    }

    private String result(String job) {
        boolean several = this == INSERT_SEVERAL;
        String rejects = ",\"rejects\":\"/v1/jobs/" + job + "/rejects\"";
        String counts = counts(several ? 1 : 0);
        if (!insert) {
            return "{" + counts + rejects + "}";
        }
        return "{" + counts + ",\"tables\":[{\"table\":\"" + TABLE + "\"," + counts(0) + "}"
                + (several
                        ? ",{\"table\":\"" + OTHER_TABLE + "\",\"rowsRead\":1,\"rowsLoaded\":1,\"rowsRejected\":0}"
                        : "")
                + "]" + rejects + ",\"rejected\":["
                + rejected(2, "id", "not-an-integer", NO_INTEGER) + ","
                + rejected(4, "department", "missing-value", MISSING) + "]}";
    }

    private String counts(int others) {
        boolean merge = mode.equals("merge");
        long loaded = succeeds ? RECORDS - BAD - (merge ? 1 : 0) + others : 0;
        return "\"rowsRead\":" + (RECORDS + others) + ",\"rowsLoaded\":" + loaded + ",\"rowsRejected\":" + BAD
                + (merge ? ",\"rowsSuperseded\":1" : "");
    }

    private static String rejected(int row, String column, String code, String reason) {
        return "{\"table\":\"" + TABLE + "\",\"row\":" + row + ",\"column\":\"" + column + "\",\"code\":\"" + code
                + "\",\"reason\":\"" + reason + "\"}";
    }

    @Override
    public void look(JobCheck check, String job, int number, int jobs) throws IOException {
        JsonNode ended = check.ended(job);
        check.allEnd(jobs);
        check.expect(
                "status",
                succeeds ? "succeeded" : "failed",
                ended.path("status").asText());
        check.expect(
                "result",
                Json.MAPPER.readTree(result(job)).toString(),
                ended.path("result").toString());
        check.expect("error", !succeeds, ended.has("error"));
        check.expect("table", table(jobs), check.rows(TABLE));
        check.expect("other table", otherTable(jobs), check.rows(OTHER_TABLE));
        check.expect("rejects", rejects(number), check.get("/v1/jobs/" + job + "/rejects"));
        if (succeeds) {
            check.nothingLeft();
        } else {
            // A failed job keeps what it was given.
            check.kept((insert ? "staging/" : "uploads/") + job);
        }
        check.listed(job, jobs);
    }

    private static byte[] gzipped(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
