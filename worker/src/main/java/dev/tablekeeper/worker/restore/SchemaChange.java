package dev.tablekeeper.worker.restore;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.Column.Mode;
import dev.tablekeeper.model.table.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a table's columns have changed since a backup, and whether the backup's rows still fit.
 *
 * @param differences one sentence each
 * @param obstacles those of them for which they do not
 */
record SchemaChange(List<String> differences, List<String> obstacles) {
    SchemaChange {
        differences = List.copyOf(differences);
        obstacles = List.copyOf(obstacles);
    }

    static SchemaChange between(TableDefinition then, TableDefinition now) {
        List<String> harmless = new ArrayList<>();
        List<String> obstacles = new ArrayList<>();
        for (Column column : then.columns()) {
            int at = now.indexOf(column.name());
            if (at < 0) {
                obstacles.add(column.name() + " is in the backup, and not in the table any more");
            } else {
                compare(column, now.columns().get(at), harmless, obstacles);
            }
        }
        for (Column column : now.columns()) {
            if (then.indexOf(column.name()) < 0) {
                if (column.required()) {
                    obstacles.add(
                            column.name() + " was added since and must have a value, which the backup's rows lack");
                } else {
                    harmless.add(column.name() + " was added since; it will be empty");
                }
            }
        }
        List<String> all = new ArrayList<>(obstacles);
        all.addAll(harmless);
        return new SchemaChange(all, obstacles);
    }

    private static void compare(Column then, Column now, List<String> harmless, List<String> obstacles) {
        if (!sameValues(then, now) || (then.mode() == Mode.REPEATED) != (now.mode() == Mode.REPEATED)) {
            obstacles.add(then.name() + " is " + text(then) + " in the backup, and " + text(now) + " in the table");
        } else if (now.required() && !then.required()) {
            obstacles.add(then.name() + " may be NULL in the backup, and may not in the table any more");
        } else if (then.required() && !now.required()) {
            harmless.add(then.name() + " may be NULL in the table now");
        }
    }

    private static boolean sameValues(Column then, Column now) {
        if (then.type() != now.type()
                || !then.precision().equals(now.precision())
                || !then.scale().equals(now.scale())
                || then.fields().size() != now.fields().size()) {
            return false;
        }
        for (int i = 0; i < then.fields().size(); i++) {
            Column a = then.fields().get(i);
            Column b = now.fields().get(i);
            if (!a.name().equals(b.name()) || a.mode() != b.mode() || !sameValues(a, b)) {
                return false;
            }
        }
        return true;
    }

    private static String text(Column column) {
        String type = column.type()
                + (column.precision().isPresent()
                        ? "(" + column.precision().getAsInt()
                                + (column.scale().isPresent()
                                        ? "," + column.scale().getAsInt()
                                        : "") + ")"
                        : "");
        String fields = column.fields().isEmpty()
                ? ""
                : "("
                        + String.join(
                                ", ",
                                column.fields().stream()
                                        .map(f -> f.name() + " " + text(f))
                                        .toList()) + ")";
        return (column.mode() == Mode.REPEATED ? "a list of " : "") + type + fields;
    }

    /** Why the backup cannot be restored there, and what can be done. */
    Optional<String> obstacle() {
        return obstacles.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join("; ", obstacles)
                        + ". Restore it under another name with intoSuffix, or bring the table's definition back to what it"
                        + " was");
    }
}
