package dev.tablekeeper.model.table;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads one table out of a {@link YamlFile}. */
final class TableReader {
    private static final List<String> KEYS =
            List.of("table", "description", "key", "columns", "partitionBy", "clusterBy", "labels");
    /** BigQuery's rules for labels, and how many columns it clusters by. */
    private static final Pattern LABEL_KEY = Pattern.compile("[\\p{Ll}\\p{Lo}][\\p{Ll}\\p{Lo}\\p{N}_-]{0,62}");

    private static final Pattern LABEL_VALUE = Pattern.compile("[\\p{Ll}\\p{Lo}\\p{N}_-]{0,63}");
    private static final int MOST_CLUSTER_COLUMNS = 4;

    private static final Set<ColumnType> PARTITION_TYPES =
            EnumSet.of(ColumnType.DATE, ColumnType.TIMESTAMP, ColumnType.DATETIME);
    private static final Set<ColumnType> NO_CLUSTER_TYPES =
            EnumSet.of(ColumnType.FLOAT64, ColumnType.BYTES, ColumnType.TIME, ColumnType.JSON, ColumnType.STRUCT);
    private static final Set<ColumnType> NO_KEY_TYPES =
            EnumSet.of(ColumnType.FLOAT64, ColumnType.JSON, ColumnType.GEOGRAPHY, ColumnType.STRUCT);

    private final YamlFile yaml;
    private final ColumnReader columnReader;

    TableReader(YamlFile yaml) {
        this.yaml = yaml;
        columnReader = new ColumnReader(yaml);
    }

    /** The table, with where its name stands; what has faults may be missing or incomplete. */
    Optional<Placed> table(Node root) {
        Map<String, Node> values = yaml.mapping(root, "a table", KEYS);
        Node nameNode = required(root, values, "table");
        Node columnsNode = required(root, values, "columns");
        if (nameNode == null || columnsNode == null) {
            return Optional.empty();
        }
        Optional<String> name = yaml.text(nameNode, "table");
        name.flatMap(ObjectName::fault).ifPresent(problem -> yaml.fault(nameNode, problem));
        List<Column> columns = columnReader.columns(columnsNode);
        String description = Optional.ofNullable(values.get("description"))
                .flatMap(node -> yaml.text(node, "description"))
                .orElse("");
        List<String> key = columnNames(values.get("key"), "key", columns, NO_KEY_TYPES);
        Optional<String> partitionBy = partitionBy(values.get("partitionBy"), columns);
        List<String> clusterBy = clusterBy(values.get("clusterBy"), columns);
        Map<String, String> labels = labels(values.get("labels"));
        return name.map(n -> new Placed(
                new TableDefinition(n, description, key, columns, partitionBy, clusterBy, labels), nameNode));
    }

    private Node required(Node root, Map<String, Node> values, String key) {
        Node node = values.get(key);
        if (node == null) {
            yaml.fault(root, "the key '" + key + "' is missing");
        }
        return node;
    }

    private List<String> columnNames(Node node, String what, List<Column> columns, Set<ColumnType> unfit) {
        List<String> names = new ArrayList<>();
        if (node == null) {
            return names;
        }
        yaml.distinctTexts(node, what).forEach((name, at) -> {
            Optional<Column> column = column(name, at, what, columns);
            if (column.isPresent()
                    && (column.get().nested() || unfit.contains(column.get().type()))) {
                Column c = column.get();
                yaml.fault(
                        at,
                        "%s cannot have '%s', a column of %s%s"
                                .formatted(what, name, c.mode() == Column.Mode.REPEATED ? "REPEATED " : "", c.type()));
            }
            names.add(name);
        });
        return names;
    }

    private Optional<Column> column(String name, Node at, String what, List<Column> columns) {
        Optional<Column> column =
                columns.stream().filter(c -> c.name().equals(name)).findFirst();
        if (column.isEmpty() && !columnReader.lacksType(name)) {
            List<String> names = columns.stream().map(Column::name).toList();
            yaml.fault(at, "%s names the unknown column '%s'%s".formatted(what, name, NearestName.hint(name, names)));
        }
        return column;
    }

    private Optional<String> partitionBy(Node node, List<Column> columns) {
        if (node == null) {
            return Optional.empty();
        }
        Optional<String> name = yaml.text(node, "partitionBy");
        name.flatMap(n -> column(n, node, "partitionBy", columns)).ifPresent(column -> {
            if (column.nested() || !PARTITION_TYPES.contains(column.type())) {
                yaml.fault(
                        node,
                        "partitionBy cannot have '%s', a column of %s; wanted is one of DATE, TIMESTAMP or DATETIME"
                                .formatted(column.name(), column.type()));
            }
        });
        return name;
    }

    private List<String> clusterBy(Node node, List<Column> columns) {
        List<String> names = columnNames(node, "clusterBy", columns, NO_CLUSTER_TYPES);
        if (names.size() > MOST_CLUSTER_COLUMNS) {
            yaml.fault(
                    node,
                    "clusterBy has %d columns; at most %d are possible".formatted(names.size(), MOST_CLUSTER_COLUMNS));
        }
        return names;
    }

    private Map<String, String> labels(Node node) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (node == null) {
            return labels;
        }
        yaml.mapping(node, "labels", List.of())
                .forEach((key, at) -> yaml.text(at, "a label's value").ifPresent(value -> {
                    if (!LABEL_KEY.matcher(key).matches()
                            || !LABEL_VALUE.matcher(value).matches()) {
                        yaml.fault(
                                at,
                                "'%s: %s' cannot be a label; wanted are at most 63 small letters, digits, _ and -, a letter first in the key"
                                        .formatted(key, value));
                    }
                    labels.put(key, value);
                }));
        return labels;
    }

    /** A table, and the place of its name. */
    record Placed(TableDefinition table, Node name) {}
}
