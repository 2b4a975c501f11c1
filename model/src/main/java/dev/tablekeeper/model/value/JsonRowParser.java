package dev.tablekeeper.model.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes rows of JSON objects, by the rules that files are read by: each value is judged by its own digits and letters,
 * nothing is rounded, cut or passed over. A field that is left out is NULL, or an empty list. INT64, NUMERIC and
 * BIGNUMERIC are JSON numbers or texts; a JSON column takes any value, of which a text is read as JSON. Not thread-safe.
 */
public final class JsonRowParser {
    /** The deepest that JSON columns go, and what is around them. */
    public static final int MOST_DEPTH = 600;

    private static final JsonFactory FACTORY = JsonText.factory(MOST_DEPTH, false);
    private static final int ABSENT = -1;

    private final List<Column> columns;
    private final Map<String, Integer> positions = new LinkedHashMap<>();
    private final JsonField[] fields;
    private final int[] starts;
    private final int[] ends;

    public JsonRowParser(TableDefinition table) {
        columns = table.columns();
        fields = new JsonField[columns.size()];
        starts = new int[columns.size()];
        ends = new int[columns.size()];
        for (int i = 0; i < fields.length; i++) {
            positions.put(columns.get(i).name(), i);
            fields[i] = JsonField.of(columns.get(i));
        }
    }

    /**
     * Adds the row to the batch, which must not be full.
     *
     * @param source well-formed JSON, of which {@code [from, to)} is one value, nested no deeper than {@link #MOST_DEPTH}
     * @param number the row's number, for the reject
     * @return what is wrong with the row, if anything is; then it was not added
     */
    public Optional<Reject> accept(byte[] source, int from, int to, long number, RowBatch batch) {
        Faults faults = new Faults();
        List<String> surplus = new ArrayList<>();
        Arrays.fill(starts, ABSENT);
        try (JsonParser json = FACTORY.createParser(source, from, to - from)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                read(json, source, from, batch, faults, surplus);
            } else {
                faults.add(
                        "",
                        RejectCode.WRONG_TYPE,
                        "the row is " + JsonField.nameOf(json.currentToken())
                                + "; wanted is an object with a field for each column");
                surplus.add(new String(source, from, to - from, UTF_8));
            }
            if (faults.none()) {
                batch.add();
                return Optional.empty();
            }
            return Optional.of(new Reject(number, faults.list(), texts(source), surplus));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(JsonParser json, byte[] source, int origin, RowBatch batch, Faults faults, List<String> surplus)
            throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            int start = origin + (int) json.currentTokenLocation().getByteOffset();
            Integer position = positions.get(name);
            boolean odd = position == null || starts[position] != ABSENT;
            if (odd) {
                JsonField.odd("", name, positions.keySet(), faults);
                json.skipChildren();
            } else {
                read(json, source, origin, position, batch, faults);
            }
            json.finishToken();
            int end = origin + (int) json.currentLocation().getByteOffset();
            if (odd) {
                surplus.add("{" + quoted(name) + ":" + new String(source, start, end - start, UTF_8) + "}");
            } else {
                starts[position] = start;
                ends[position] = end;
            }
        }
        for (int i = 0; i < fields.length; i++) {
            if (starts[i] == ABSENT) {
                absent(i, batch, faults);
            }
        }
    }

    private void read(JsonParser json, byte[] source, int origin, int column, RowBatch batch, Faults faults)
            throws IOException {
        String name = columns.get(column).name();
        int row = batch.size();
        if (fields[column] instanceof JsonField.Scalar scalar) {
            scalar.read(json, source, origin, name, faults, batch.column(column), row);
            return;
        }
        Object value = fields[column].read(json, source, origin, name, faults);
        if (value == null) {
            batch.column(column).setNull(row);
        } else {
            batch.column(column).setObject(row, value);
        }
    }

    private void absent(int column, RowBatch batch, Faults faults) {
        Column absent = columns.get(column);
        if (absent.required()) {
            faults.add(absent.name(), RejectCode.MISSING_VALUE, "the field is missing, and the column needs a value");
        }
        if (absent.mode() == Column.Mode.REPEATED) {
            batch.column(column).setObject(batch.size(), List.of());
        } else {
            batch.column(column).setNull(batch.size());
        }
    }

    /** What the row held under each column's name: texts as they are, all else as JSON. */
    private List<Optional<String>> texts(byte[] source) throws IOException {
        List<Optional<String>> texts = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            texts.add(starts[i] == ABSENT ? Optional.empty() : text(source, starts[i], ends[i]));
        }
        return texts;
    }

    private static Optional<String> text(byte[] source, int start, int end) throws IOException {
        try (JsonParser json = FACTORY.createParser(source, start, end - start)) {
            JsonToken token = json.nextToken();
            if (token == JsonToken.VALUE_NULL) {
                return Optional.empty();
            }
            // Half a surrogate pair can be handed back as it came only in its escaped form.
            return Optional.of(
                    token == JsonToken.VALUE_STRING && !JsonText.halfSurrogate(json.getText())
                            ? json.getText()
                            : new String(source, start, end - start, UTF_8));
        }
    }

    private static String quoted(String name) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(name)) + "\"";
    }
}
