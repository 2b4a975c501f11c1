package dev.tablekeeper.worker.csv;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tablekeeper.jobs.RejectsCsv;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.row.RowBatch;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.value.Fault;
import dev.tablekeeper.model.value.Reject;
import dev.tablekeeper.model.value.RejectCode;
import dev.tablekeeper.model.value.ValueParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Makes rows of records. An unquoted field that equals the null marker is NULL, a quoted one never is; columns that the
 * file does not have are NULL, or an empty list. Accepting makes no objects but the values; all else is done for a record
 * that is refused. Not thread-safe.
 */
public final class RecordParser {
    private final List<Column> columns;
    private final int[] mapping;
    private final ValueParser[] parsers;
    private final boolean[] required;
    private final int[] absent;
    private final byte[] nullMarker;
    private final RowBatch scratch;

    public RecordParser(TableDefinition table, Dialect dialect) {
        columns = table.columns();
        mapping = dialect.mapping().stream().mapToInt(Integer::intValue).toArray();
        parsers = new ValueParser[mapping.length];
        required = new boolean[mapping.length];
        boolean[] there = new boolean[columns.size()];
        for (int i = 0; i < mapping.length; i++) {
            if (mapping[i] >= 0) {
                Column column = columns.get(mapping[i]);
                parsers[i] = ValueParser.of(column);
                required[i] = column.required();
                there[mapping[i]] = true;
            }
        }
        absent = IntStream.range(0, there.length).filter(i -> !there[i]).toArray();
        nullMarker = dialect.nullMarker().getBytes(StandardCharsets.UTF_8);
        scratch = new RowBatch(columns, 1);
    }

    /** Adds the record to the batch, which must not be full; or returns false, and {@link #explain} says why. */
    public boolean accept(RecordReader record, RowBatch batch) {
        if (record.fields() != mapping.length || record.badQuotes()) {
            return false;
        }
        byte[] bytes = record.buffer();
        int row = batch.size();
        for (int i = 0; i < mapping.length; i++) {
            int start = record.start(i);
            int end = record.end(i);
            if (mapping[i] == Dialect.IGNORED) {
                if (!FieldText.valid(bytes, start, end)) {
                    return false;
                }
            } else if (mapping[i] == Dialect.SURPLUS) {
                if (end > start) {
                    return false;
                }
            } else if (isNull(record, i)) {
                if (required[i]) {
                    return false;
                }
                batch.column(mapping[i]).setNull(row);
            } else if (!parsers[i].parse(bytes, start, end, batch.column(mapping[i]), row)) {
                return false;
            }
        }
        for (int column : absent) {
            if (columns.get(column).mode() == Column.Mode.REPEATED) {
                batch.column(column).setObject(row, List.of());
            } else {
                batch.column(column).setNull(row);
            }
        }
        batch.add();
        return true;
    }

    private boolean isNull(RecordReader record, int field) {
        return !record.quoted(field)
                && Arrays.equals(
                        record.buffer(), record.start(field), record.end(field), nullMarker, 0, nullMarker.length);
    }

    /** All that is wrong with a record that was not accepted, and all it held. */
    public Reject explain(RecordReader record) {
        List<Fault> faults = new ArrayList<>();
        List<Optional<String>> fields = new ArrayList<>();
        List<String> surplus = new ArrayList<>();
        boolean complete = record.fields() == mapping.length;
        if (!complete) {
            faults.add(wrongCount(record.fields()));
        }
        for (int i = 0; i < record.fields(); i++) {
            FieldText decoded = FieldText.of(record.buffer(), record.start(i), record.end(i));
            if (i < mapping.length && mapping[i] == Dialect.SURPLUS) {
                fields.add(Optional.empty());
                surplus.addAll(surplus(decoded.text()));
            } else if (i < mapping.length) {
                fields.add(isNull(record, i) ? Optional.empty() : Optional.of(decoded.text()));
            } else {
                surplus.add(decoded.text());
            }
            if (decoded.firstInvalid() >= 0) {
                faults.add(badEncoding(record, i, decoded.firstInvalid()));
            } else if (record.badQuotes(i)) {
                faults.add(new Fault(
                        name(i),
                        RejectCode.BAD_QUOTES,
                        "text follows a closing quote; double each quote that is part of the value"));
            } else if (complete) {
                // Where fields are missing or too many it is not known which value belongs to which column.
                explainValue(record, i).ifPresent(faults::add);
            }
        }
        return new Reject(record.line(), faults, fields, surplus);
    }

    /** What {@link RejectsCsv} wrote there, or the text itself if somebody else did. */
    private static List<String> surplus(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        try {
            return List.of(Json.MAPPER.readValue(text, String[].class));
        } catch (JsonProcessingException e) {
            return List.of(text);
        }
    }

    private Fault wrongCount(int found) {
        return new Fault(
                "",
                found < mapping.length ? RejectCode.TOO_FEW_FIELDS : RejectCode.TOO_MANY_FIELDS,
                "the record has " + found + (found == 1 ? " field" : " fields") + "; wanted are " + mapping.length);
    }

    private Fault badEncoding(RecordReader record, int field, int at) {
        return new Fault(
                name(field),
                RejectCode.BAD_ENCODING,
                "byte %d of the value (0x%02x) is not UTF-8; convert the file, or name its encoding in the option encoding, such as encoding=windows-1252"
                        .formatted(at - record.start(field) + 1, record.buffer()[at]));
    }

    private Optional<Fault> explainValue(RecordReader record, int field) {
        if (mapping[field] == Dialect.SURPLUS && record.end(field) > record.start(field)) {
            return Optional.of(new Fault(
                    "",
                    RejectCode.TOO_MANY_FIELDS,
                    "the record had too many fields, and " + RejectsCsv.EXTRA
                            + " still holds them; put each where it belongs, then empty " + RejectsCsv.EXTRA));
        }
        if (mapping[field] < 0) {
            return Optional.empty();
        }
        if (isNull(record, field)) {
            return required[field]
                    ? Optional.of(new Fault(
                            name(field), RejectCode.MISSING_VALUE, "there is no value, and the column needs one"))
                    : Optional.empty();
        }
        int start = record.start(field);
        int end = record.end(field);
        ValueParser parser = parsers[field];
        return parser.parse(record.buffer(), start, end, scratch.column(mapping[field]), 0)
                ? Optional.empty()
                : Optional.of(parser.explain(record.buffer(), start, end));
    }

    private String name(int field) {
        return field < mapping.length && mapping[field] >= 0
                ? columns.get(mapping[field]).name()
                : "";
    }
}
