package dev.tablekeeper.model.workflow;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The load option {@code columns}: the table's columns in file order, or pairs {@code file:table}. Read from a text with
 * commas or a list of texts; empty when nothing is said.
 */
public record ColumnNames(@JsonValue List<String> names) {
    public static final ColumnNames NONE = new ColumnNames(List.of());

    public ColumnNames {
        names = List.copyOf(names);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ColumnNames of(Object value) {
        Stream<?> parts = value instanceof List<?> list
                ? list.stream()
                : Arrays.stream(String.valueOf(value).split(",", -1));
        List<String> names = parts.map(p -> {
                    if (p instanceof String s && !s.isBlank()) {
                        return s.strip();
                    }
                    throw new IllegalArgumentException(
                            "columns is a list of names, such as id,name or file_name:table_name, not '" + value + "'");
                })
                .collect(Collectors.toList());
        return new ColumnNames(names);
    }

    public boolean isEmpty() {
        return names.isEmpty();
    }
}
