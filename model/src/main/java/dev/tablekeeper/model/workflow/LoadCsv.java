package dev.tablekeeper.model.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Loads CSV files that lie in an object store into one table, all rows or none. */
@WorkflowInterface
public interface LoadCsv {

    @WorkflowMethod(name = "LoadCsv")
    Result load(Input input);

    @QueryMethod(name = "progress", description = "How far the load is")
    Progress progress();

    /** What becomes of the rows that are in the table. */
    enum Mode {
        APPEND,
        REPLACE,
        MERGE;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether the file's first record names the columns. */
    enum Header {
        AUTO,
        PRESENT,
        ABSENT;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What to load and how; everything but {@code table} and {@code uri} has a default.
     *
     * @param uri an object, or a glob for several
     * @param generation the object's generation, where the request already knows it
     * @param delimiter {@code auto} or one ASCII character; {@code tab} and {@code \t} are understood
     * @param quote one ASCII character
     * @param nullMarker the unquoted text that means NULL
     * @param encoding a name of a character set; a byte order mark goes before it
     * @param again loads what was loaded before
     */
    record Input(
            String table,
            String uri,
            Optional<Long> generation,
            Mode mode,
            String delimiter,
            Header header,
            ColumnNames columns,
            String quote,
            String nullMarker,
            Boolean trim,
            String encoding,
            RejectLimit maxRejected,
            Boolean dryRun,
            Boolean again) {

        /** The names of the options, as they stand in a request beside {@code table} and {@code uri}. */
        public static final List<String> OPTIONS = List.of(
                "mode",
                "delimiter",
                "header",
                "columns",
                "quote",
                "nullMarker",
                "trim",
                "encoding",
                "maxRejected",
                "dryRun",
                "again");

        public Input {
            table = required("table", table);
            uri = required("uri", uri);
            generation = generation == null ? Optional.empty() : generation;
            mode = or(mode, Mode.APPEND);
            delimiter = delimiterOf(or(delimiter, "auto"));
            header = or(header, Header.AUTO);
            columns = or(columns, ColumnNames.NONE);
            quote = oneAscii("quote", or(quote, "\""));
            nullMarker = or(nullMarker, "");
            trim = or(trim, false);
            encoding = encodingOf(or(encoding, "UTF-8"));
            maxRejected = or(maxRejected, RejectLimit.DEFAULT);
            dryRun = or(dryRun, false);
            again = or(again, false);
            if (quote.equals(delimiter)) {
                throw new IllegalArgumentException("quote and delimiter are the same character");
            }
        }

        public Input withSource(String newUri, Optional<Long> newGeneration) {
            return new Input(
                    table,
                    newUri,
                    newGeneration,
                    mode,
                    delimiter,
                    header,
                    columns,
                    quote,
                    nullMarker,
                    trim,
                    encoding,
                    maxRejected,
                    dryRun,
                    again);
        }

        /** The same, rehearsed or repeated as one request wants it. */
        public Input asAsked(boolean dry, boolean anew) {
            return new Input(
                    table,
                    uri,
                    generation,
                    mode,
                    delimiter,
                    header,
                    columns,
                    quote,
                    nullMarker,
                    trim,
                    encoding,
                    maxRejected,
                    dry,
                    anew);
        }

        private static <T> T or(T value, T otherwise) {
            return value == null ? otherwise : value;
        }

        private static String required(String name, String value) {
            if (value == null || value.isEmpty()) {
                throw new IllegalArgumentException(name + " is missing");
            }
            return value;
        }

        private static String delimiterOf(String text) {
            if (text.equals("auto")) {
                return text;
            }
            if (text.equals("tab") || text.equals("\\t")) {
                return "\t";
            }
            return oneAscii("delimiter", text);
        }

        private static String oneAscii(String name, String text) {
            if (text.length() != 1 || text.charAt(0) >= 0x7f || (text.charAt(0) < ' ' && text.charAt(0) != '\t')) {
                throw new IllegalArgumentException(
                        name + " is one ASCII character that is no line break, not '" + text + "'");
            }
            return text;
        }

        private static String encodingOf(String text) {
            try {
                return Charset.forName(text).name();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "encoding '" + text + "' is not known; try one of "
                                + Arrays.asList("UTF-8", "UTF-16", "ISO-8859-1", "windows-1252"),
                        e);
            }
        }
    }

    /**
     * What became of the records: {@code rowsRead = rowsLoaded + rowsRejected + rowsSuperseded}. In a dry run
     * {@code rowsLoaded} is what would be loaded.
     *
     * @param rowsSuperseded in a merge: rows whose key a later one of the same load has
     * @param filesSkipped of a glob: objects left out because another job loads or loaded them
     * @param rejects the path of the rejects, where there are any
     */
    record Result(
            long rowsRead,
            long rowsLoaded,
            long rowsRejected,
            Optional<Long> rowsSuperseded,
            Optional<Long> filesSkipped,
            Optional<String> rejects) {}
}
