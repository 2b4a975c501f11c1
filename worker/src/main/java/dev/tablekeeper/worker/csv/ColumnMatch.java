package dev.tablekeeper.worker.csv;

import dev.tablekeeper.jobs.RejectsCsv;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which columns the names in a file mean: names and aliases, trimmed, case ignored. Names that begin with {@code _} and
 * are no column's are ignored. What cannot be matched is {@code UNKNOWN_COLUMNS}, with both lists and the nearest names.
 */
final class ColumnMatch {
    private static final int LONGEST_NAME = 40;
    private static final int MOST_NAMES = 50;

    private final TableDefinition table;
    private final Map<String, Integer> indexes = new HashMap<>();

    /** Fails with {@code INVALID_REQUEST} where no CSV could ever fill the table. */
    ColumnMatch(TableDefinition table) {
        this.table = table;
        List<Column> columns = table.columns();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (column.nested() && column.required()) {
                throw nested(column);
            }
            indexes.putIfAbsent(key(column.name()), i);
        }
        for (int i = 0; i < columns.size(); i++) {
            for (String alias : columns.get(i).aliases()) {
                indexes.putIfAbsent(key(alias), i);
            }
        }
    }

    boolean knows(String name) {
        return indexes.containsKey(key(name));
    }

    /** The columns that a file has when it does not say: all that a CSV can hold, in the table's order. */
    List<Integer> byPosition() {
        return IntStream.range(0, table.columns().size())
                .filter(i -> !table.columns().get(i).nested())
                .boxed()
                .toList();
    }

    /** The columns that these names mean, in their order. */
    List<Integer> byName(List<String> names) {
        List<Integer> mapping = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        Map<Integer, String> named = new HashMap<>();
        for (String name : names) {
            Integer index = indexes.get(key(name));
            if (index == null) {
                if (!name.strip().startsWith("_")) {
                    faults.add("there is no column " + shown(name) + nearest(name));
                }
                mapping.add(Dialect.IGNORED);
                continue;
            }
            Column column = table.columns().get(index);
            if (column.nested()) {
                throw nested(column);
            }
            String other = named.putIfAbsent(index, name);
            if (other != null) {
                faults.add("both " + shown(other) + " and " + shown(name) + " name the column " + column.name());
            }
            mapping.add(index);
        }
        for (int i = 0; i < table.columns().size(); i++) {
            if (table.columns().get(i).required() && !named.containsKey(i)) {
                faults.add("the required column " + table.columns().get(i).name() + " is not there");
            }
        }
        if (!faults.isEmpty()) {
            throw unknown(faults, names);
        }
        return mapping;
    }

    /** As {@link #byName}, for a file of rejects: what was too much in a record must not be lost sight of. */
    List<Integer> ofRejects(List<String> names) {
        List<Integer> mapping = new ArrayList<>(byName(names));
        int extra = names.lastIndexOf(RejectsCsv.EXTRA);
        if (extra >= 0 && mapping.get(extra) == Dialect.IGNORED) {
            mapping.set(extra, Dialect.SURPLUS);
        }
        return mapping;
    }

    /** Says what is wrong with the names that a file has. */
    Failure unknown(List<String> faults, List<String> names) {
        return new Failure(
                FailureType.UNKNOWN_COLUMNS,
                faults.stream().limit(MOST_NAMES).collect(Collectors.joining("; "))
                        + ". Named are: "
                        + names.stream()
                                .limit(MOST_NAMES)
                                .map(ColumnMatch::shown)
                                .collect(Collectors.joining(", "))
                        + (names.size() > MOST_NAMES ? ", …" : "")
                        + ". The table " + table.name() + " has: "
                        + table.columns().stream().map(Column::name).collect(Collectors.joining(", "))
                        + ". Mend the header, or say with columns=file:table,… what it means; a name that begins with _"
                        + " is ignored.");
    }

    private Failure nested(Column column) {
        return new Failure(
                FailureType.INVALID_REQUEST,
                "the column " + column.name() + " of " + table.name() + " holds "
                        + (column.mode() == Column.Mode.REPEATED ? "lists" : "records")
                        + ", which a CSV file cannot; insert the rows as JSON instead");
    }

    private String nearest(String name) {
        String wanted = key(name);
        String best = "";
        int least = Math.max(1, wanted.length() / 2) + 1;
        for (Map.Entry<String, Integer> known : indexes.entrySet()) {
            int distance = distance(wanted, known.getKey());
            String column = table.columns().get(known.getValue()).name();
            if (distance < least || (distance == least && !best.isEmpty() && column.compareTo(best) < 0)) {
                least = distance;
                best = column;
            }
        }
        return best.isEmpty() ? "" : " (did you mean " + best + "?)";
    }

    /** How many characters must be put in, left out or changed to make one of the other (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = IntStream.rangeClosed(0, b.length()).toArray();
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    static String key(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    private static String shown(String name) {
        String text = name.strip();
        return "'" + (text.length() > LONGEST_NAME ? text.substring(0, LONGEST_NAME) + "…" : text) + "'";
    }
}
