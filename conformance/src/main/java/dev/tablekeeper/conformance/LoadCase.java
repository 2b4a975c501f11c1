package dev.tablekeeper.conformance;

import dev.tablekeeper.stores.Warehouse.Intake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * One kind of load of small numbered files into {@code departments}, and what has to be there when the files 1 to n were
 * loaded, each once. Every file has good rows and bad ones, a name that needs quotes, and a key twice that all files share.
 */
public enum LoadCase {
    APPEND("append", Intake.PULLED, false, true),
    REPLACE("replace", Intake.PULLED, false, true),
    MERGE("merge", Intake.PULLED, false, true),
    GZIP("append", Intake.PULLED, true, true),
    STAGED_APPEND("append", Intake.STAGED, false, true),
    STAGED_REPLACE("replace", Intake.STAGED, false, true),
    STAGED_MERGE("merge", Intake.STAGED, false, true),
    /** More rejects than are borne: the job fails, and the table stays as it is. */
    REJECTED("append", Intake.PULLED, false, false);

    public static final String TABLE = "departments";
    private static final long SHARED = 0;
    private static final int RECORDS = 6;
    private static final int BAD = 2;

    private final String mode;
    private final Intake intake;
    private final boolean gzip;
    private final boolean succeeds;

    LoadCase(String mode, Intake intake, boolean gzip, boolean succeeds) {
        this.mode = mode;
        this.intake = intake;
        this.gzip = gzip;
        this.succeeds = succeeds;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What the warehouse is made to say of itself, so that both ways of a load are taken. */
    public Intake intake() {
        return intake;
    }

    public boolean succeeds() {
        return succeeds;
    }

    /** Whether it is gone through on each Temporal: each mode is, and both ways. */
    public boolean onEachTemporal() {
        return !gzip && succeeds && (intake == Intake.PULLED || mode.equals("append"));
    }

    /** The request's query. */
    public String query() {
        return "?mode=" + mode + "&maxRejected=" + (succeeds ? BAD : BAD - 1);
    }

    /** The request's body. */
    public byte[] file(int number) {
        String text = number + ",\"Alpha, number " + number + "\"\n"
                + "x,Broken " + number + "\n"
                + SHARED + ",Shared by " + number + "\n"
                + "100" + number + "\n"
                + "9000" + number + ",Beta " + number + "\n"
                + SHARED + ",Shared again by " + number + "\n";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return gzip ? gzipped(bytes) : bytes;
    }

    /** The rows of the table, in the order of their text. */
    public List<String> table(int files) {
        List<String> rows = new ArrayList<>();
        int first = mode.equals("replace") ? files : 1;
        for (int number = first; number <= files && number > 0 && succeeds; number++) {
            rows.add(row(number, "Alpha, number " + number));
            rows.add(row(SHARED, "Shared by " + number));
            rows.add(row(Long.parseLong("9000" + number), "Beta " + number));
            rows.add(row(SHARED, "Shared again by " + number));
        }
        if (mode.equals("merge")) {
            TreeMap<String, String> byKey = new TreeMap<>();
            rows.forEach(row -> byKey.put(row.substring(0, row.indexOf(',')), row));
            rows = new ArrayList<>(byKey.values());
        }
        rows.sort(null);
        return rows;
    }

    public static String row(Object id, Object department) {
        return id + "," + department;
    }

    /** The rejects of one file. */
    public String rejects(int number) {
        return "_line,_column,_code,_reason,id,department,_extra\n"
                + "\"2\",\"id\",\"not-an-integer\",\"'x' is not an integer; wanted are digits, with a sign or without,"
                + " such as -42\",\"x\",\"Broken " + number + "\",\n"
                + "\"4\",\"\",\"too-few-fields\",\"the record has 1 field; wanted are 2\",\"100" + number + "\",,\n";
    }

    /** The job's result, as JSON. */
    public String result(String job) {
        boolean merge = mode.equals("merge");
        long loaded = succeeds ? RECORDS - BAD - (merge ? 1 : 0) : 0;
        return "{\"rowsRead\":" + RECORDS + ",\"rowsLoaded\":" + loaded + ",\"rowsRejected\":" + BAD
                + (merge ? ",\"rowsSuperseded\":1" : "") + ",\"rejects\":\"/v1/jobs/" + job + "/rejects\"}";
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
