package dev.tablekeeper.model.table;

import dev.tablekeeper.model.table.Definition.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads one table from its YAML, and says of everything that is wrong where it stands and what to do. */
final class TableReader {
    private static final Pattern TABLE_NAME = Pattern.compile("[a-z][a-z0-9_]{0,99}");
    private static final Pattern COLUMN_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,299}");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_-]{0,63}");
    private static final List<String> TABLE_KEYS =
            List.of("table", "description", "key", "columns", "partitionBy", "clusterBy", "labels");
    private static final List<String> COLUMN_KEYS =
            List.of("name", "type", "mode", "description", "aliases", "precision", "scale", "maxLength", "fields");
    private static final Set<ColumnType> PARTITION_TYPES =
            Set.of(ColumnType.DATE, ColumnType.DATETIME, ColumnType.TIMESTAMP);
    private static final int MOST_CLUSTERED = 4;
    private static final int MOST_NUMERIC_DIGITS = 38;
    private static final int MOST_BIGNUMERIC_DIGITS = 76;
    private static final int DEEPEST = 15;

    private final Definition yaml;
    private final String fileName;

    TableReader(Definition yaml, String fileName) {
        this.yaml = yaml;
        this.fileName = fileName;
    }

    /** The table, if enough of it could be read; it counts only where no fault was found. */
    Optional<TableDefinition> read(Node root) {
        Map<String, Node> values = yaml.mapping(root, "a table", TABLE_KEYS);
        Optional<Text> name = yaml.required(root, values, "table");
        name.ifPresent(this::checkName);
        if (!values.containsKey("columns")) {
            yaml.fault(root, "'columns' is missing; add at least one column");
        }
        List<Column> columns = columns(yaml.list(values, "columns"), 1);
        if (values.containsKey("columns") && columns.isEmpty()) {
            yaml.fault(values.get("columns"), "a table has at least one column");
        }
        List<String> key = named(values, "key", columns);
        List<String> clusterBy = named(values, "clusterBy", columns);
        if (clusterBy.size() > MOST_CLUSTERED) {
            yaml.fault(values.get("clusterBy"), "at most " + MOST_CLUSTERED + " columns can be clustered by");
        }
        Optional<String> partitionBy = partitionBy(values, columns);
        Map<String, String> labels = labels(values);
        return name.map(
                n -> new TableDefinition(n.value(), description(values), key, columns, partitionBy, clusterBy, labels));
    }

    private void checkName(Text name) {
        if (!TABLE_NAME.matcher(name.value()).matches()) {
            yaml.fault(
                    name.node(),
                    "'" + name.value()
                            + "' cannot be a table's name: it begins with a small letter and has small letters, digits"
                            + " and _, at most 100");
        } else if (name.value().startsWith("tablekeeper")) {
            yaml.fault(name.node(), "names that begin with 'tablekeeper' are kept for the system; choose another");
        } else if (!name.value().equals(fileName)) {
            yaml.fault(
                    name.node(),
                    "the table is called '" + name.value() + "' and its file '" + fileName + "'; rename one of them");
        }
    }

    private List<Column> columns(List<Node> nodes, int depth) {
        List<Column> columns = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        for (Node node : nodes) {
            column(node, depth).ifPresent(column -> {
                columns.add(column);
                claim(names, column.name(), column.name(), node);
                column.aliases().forEach(alias -> claim(names, alias, column.name(), node));
            });
        }
        return columns;
    }

    private void claim(Map<String, String> names, String name, String column, Node node) {
        String other = names.put(name.toLowerCase(Locale.ROOT), column);
        if (other != null) {
            yaml.fault(node, "'" + name + "' is a name or alias of column '" + other + "' already; choose another");
        }
    }

    private Optional<Column> column(Node node, int depth) {
        Map<String, Node> values = yaml.mapping(node, "a column", COLUMN_KEYS);
        Optional<Text> name = yaml.required(node, values, "name");
        name.filter(n -> !COLUMN_NAME.matcher(n.value()).matches())
                .ifPresent(n -> yaml.fault(
                        n.node(),
                        "'" + n.value()
                                + "' cannot be a column's name: it begins with a letter and has letters, digits and _,"
                                + " at most 300"));
        Optional<ColumnType> type =
                yaml.required(node, values, "type").flatMap(t -> oneOf(t, "type", ColumnType.values()));
        Column.Mode mode = yaml.text(values, "mode")
                .flatMap(m -> oneOf(m, "mode", Column.Mode.values()))
                .orElse(Column.Mode.NULLABLE);
        if (name.isEmpty() || type.isEmpty()) {
            return Optional.empty();
        }
        Column column = new Column(
                name.get().value(),
                type.get(),
                mode,
                description(values),
                yaml.texts(values, "aliases").stream().map(Text::value).toList(),
                number(values, "precision", 1),
                number(values, "scale", 0),
                number(values, "maxLength", 1),
                fields(node, values, type.get(), depth));
        checkLimits(column, values);
        return Optional.of(column);
    }

    private List<Column> fields(Node node, Map<String, Node> values, ColumnType type, int depth) {
        if (type != ColumnType.STRUCT) {
            if (values.containsKey("fields")) {
                yaml.fault(values.get("fields"), "only a STRUCT has fields");
            }
            return List.of();
        }
        if (depth >= DEEPEST) {
            yaml.fault(node, "a STRUCT can be nested " + DEEPEST + " deep at most");
            return List.of();
        }
        List<Column> fields = columns(yaml.list(values, "fields"), depth + 1);
        if (fields.isEmpty()) {
            yaml.fault(node, "a STRUCT has fields; add them");
        }
        return fields;
    }

    private void checkLimits(Column column, Map<String, Node> values) {
        boolean numeric = column.type() == ColumnType.NUMERIC || column.type() == ColumnType.BIGNUMERIC;
        for (String limit : List.of("precision", "scale")) {
            if (values.containsKey(limit) && !numeric) {
                yaml.fault(values.get(limit), limit + " is for NUMERIC and BIGNUMERIC only; remove it");
            }
        }
        if (values.containsKey("maxLength")
                && column.type() != ColumnType.STRING
                && column.type() != ColumnType.BYTES) {
            yaml.fault(values.get("maxLength"), "maxLength is for STRING and BYTES only; remove it");
        }
        if (!numeric) {
            return;
        }
        boolean big = column.type() == ColumnType.BIGNUMERIC;
        int mostScale = big ? 38 : 9;
        int scale = column.scale().orElse(0);
        if (column.scale().isPresent() && column.precision().isEmpty()) {
            yaml.fault(values.get("scale"), "scale goes with precision; add precision");
        } else if (scale > mostScale) {
            yaml.fault(values.get("scale"), "scale is " + mostScale + " at most for " + column.type());
        } else if (column.precision().isPresent()) {
            int most = Math.min(
                    big ? MOST_BIGNUMERIC_DIGITS : MOST_NUMERIC_DIGITS,
                    scale + (big ? MOST_BIGNUMERIC_DIGITS - 38 : MOST_NUMERIC_DIGITS - 9));
            int precision = column.precision().getAsInt();
            if (precision > most || precision < Math.max(1, scale)) {
                yaml.fault(
                        values.get("precision"),
                        "precision is from " + Math.max(1, scale) + " to " + most + " for " + column.type()
                                + " with scale " + scale);
            }
        }
    }

    private OptionalInt number(Map<String, Node> values, String key, int least) {
        Optional<Text> text = yaml.text(values, key);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(text.get().value());
            if (number >= least) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        yaml.fault(
                text.get().node(),
                key + " is a whole number from " + least + ", not '"
                        + text.get().value() + "'");
        return OptionalInt.empty();
    }

    private <E extends Enum<E>> Optional<E> oneOf(Text text, String what, E[] all) {
        Optional<E> found =
                Arrays.stream(all).filter(e -> e.name().equals(text.value())).findFirst();
        if (found.isEmpty()) {
            List<String> names = Arrays.stream(all).map(Enum::name).toList();
            yaml.fault(
                    text.node(), "'" + text.value() + "' is no " + what + Definition.suggestion(text.value(), names));
        }
        return found;
    }

    private List<String> named(Map<String, Node> values, String what, List<Column> columns) {
        List<Text> texts = yaml.texts(values, what);
        texts.forEach(text -> checkColumn(text, what, columns));
        return texts.stream().map(Text::value).toList();
    }

    private Optional<Column> checkColumn(Text text, String what, List<Column> columns) {
        Optional<Column> column =
                columns.stream().filter(c -> c.name().equals(text.value())).findFirst();
        if (column.isEmpty()) {
            yaml.fault(
                    text.node(),
                    what + " names '" + text.value() + "', which is no column"
                            + Definition.suggestion(
                                    text.value(),
                                    columns.stream().map(Column::name).toList()));
        } else if (column.get().nested()) {
            yaml.fault(text.node(), what + " names '" + text.value() + "', which holds lists or records");
        }
        return column;
    }

    private Optional<String> partitionBy(Map<String, Node> values, List<Column> columns) {
        Optional<Text> text = yaml.text(values, "partitionBy");
        text.flatMap(t -> checkColumn(t, "partitionBy", columns))
                .filter(c -> !PARTITION_TYPES.contains(c.type()))
                .ifPresent(c -> yaml.fault(
                        values.get("partitionBy"), "partitionBy names a DATE, DATETIME or TIMESTAMP column"));
        return text.map(Text::value);
    }

    private Map<String, String> labels(Map<String, Node> values) {
        Map<String, String> labels = new LinkedHashMap<>();
        Node node = values.get("labels");
        if (node instanceof org.snakeyaml.engine.v2.nodes.MappingNode mapping) {
            mapping.getValue()
                    .forEach(tuple -> yaml.text(tuple.getKeyNode(), "a label's name")
                            .ifPresent(name -> yaml.text(tuple.getValueNode(), "a label")
                                    .ifPresent(value -> label(labels, name, value))));
        } else if (node != null) {
            yaml.fault(node, "labels are names and values: {team: hr}");
        }
        return labels;
    }

    private void label(Map<String, String> labels, Text name, Text value) {
        for (Text text : List.of(name, value)) {
            if (!LABEL.matcher(text.value()).matches()) {
                yaml.fault(
                        text.node(),
                        "'" + text.value() + "' cannot stand in a label: small letters, digits, _ and -, at most 63");
            }
        }
        labels.put(name.value(), value.value());
    }

    private String description(Map<String, Node> values) {
        return yaml.text(values, "description").map(Text::value).orElse("");
    }
}
