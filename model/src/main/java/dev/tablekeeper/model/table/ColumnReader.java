package dev.tablekeeper.model.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the columns of a table, or the fields of a STRUCT, out of a {@link YamlFile}. */
final class ColumnReader {
    private static final List<String> KEYS =
            List.of("name", "type", "mode", "description", "aliases", "precision", "scale", "maxLength", "fields");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,299}");
    /** BigQuery's own limits. */
    private static final int DEEPEST = 15;

    private static final int LONGEST_DESCRIPTION = 1024;

    private static final List<String> TYPES =
            Arrays.stream(ColumnType.values()).map(Enum::name).toList();
    private static final List<String> MODES =
            Arrays.stream(Column.Mode.values()).map(Enum::name).toList();
    /** Names of other dialects, and of BigQuery's older one. */
    private static final Map<String, ColumnType> OTHER_NAMES = Map.ofEntries(
            Map.entry("INT", ColumnType.INT64),
            Map.entry("INTEGER", ColumnType.INT64),
            Map.entry("BIGINT", ColumnType.INT64),
            Map.entry("LONG", ColumnType.INT64),
            Map.entry("FLOAT", ColumnType.FLOAT64),
            Map.entry("DOUBLE", ColumnType.FLOAT64),
            Map.entry("REAL", ColumnType.FLOAT64),
            Map.entry("DECIMAL", ColumnType.NUMERIC),
            Map.entry("BIGDECIMAL", ColumnType.BIGNUMERIC),
            Map.entry("BOOLEAN", ColumnType.BOOL),
            Map.entry("TEXT", ColumnType.STRING),
            Map.entry("VARCHAR", ColumnType.STRING),
            Map.entry("CHAR", ColumnType.STRING),
            Map.entry("BLOB", ColumnType.BYTES),
            Map.entry("BINARY", ColumnType.BYTES),
            Map.entry("TIMESTAMPTZ", ColumnType.TIMESTAMP),
            Map.entry("RECORD", ColumnType.STRUCT));

    private final YamlFile yaml;
    private final Set<String> withoutType = new HashSet<>();

    ColumnReader(YamlFile yaml) {
        this.yaml = yaml;
    }

    /** The columns in order; those with faults may be missing or incomplete. */
    List<Column> columns(Node node) {
        return columns(node, "columns", 1);
    }

    /** Whether a column of this name is described, but its type is not to be known: one fault is enough for it. */
    boolean lacksType(String name) {
        return withoutType.contains(name);
    }

    private List<Column> columns(Node node, String what, int depth) {
        List<Column> columns = new ArrayList<>();
        Map<String, String> taken = new HashMap<>();
        List<Node> elements = yaml.list(node, what);
        if (depth > DEEPEST) {
            yaml.fault(node, "STRUCTs are nested more than %d deep".formatted(DEEPEST));
            return columns;
        }
        for (Node element : elements) {
            Map<String, Node> values = yaml.mapping(element, "a column", KEYS);
            column(element, values, depth).ifPresent(column -> {
                columns.add(column);
                takeNames(column, values, taken);
            });
        }
        if (columns.isEmpty() && elements.isEmpty()) {
            yaml.fault(node, what + " is empty; at least one is needed");
        }
        return columns;
    }

    private Optional<Column> column(Node element, Map<String, Node> values, int depth) {
        Optional<String> name = name(element, values.get("name"), depth);
        Optional<ColumnType> type = type(element, values.get("type"));
        if (name.isEmpty() || type.isEmpty()) {
            name.ifPresent(withoutType::add);
            return Optional.empty();
        }
        Decimals decimals = decimals(type.get(), values);
        return Optional.of(new Column(
                name.get(),
                type.get(),
                mode(values.get("mode")),
                description(values.get("description")),
                aliases(values.get("aliases"), depth),
                decimals.precision(),
                decimals.scale(),
                maxLength(type.get(), values.get("maxLength")),
                fields(element, type.get(), values.get("fields"), depth)));
    }

    private Optional<String> name(Node element, Node node, int depth) {
        if (node == null) {
            yaml.fault(element, "a column without a name; add name");
            return Optional.empty();
        }
        Optional<String> name = yaml.text(node, "name");
        name.ifPresent(n -> {
            if (!NAME.matcher(n).matches()) {
                yaml.fault(
                        node,
                        "'%s' cannot be a column's name; wanted are letters A-Z, digits and _, at most 300, no digit first"
                                .formatted(n));
            } else if (depth == 1 && n.startsWith("_")) {
                yaml.fault(
                        node,
                        "'%s' cannot be a column's name: names that begin with _ are ignored in a file's header; choose another"
                                .formatted(n));
            }
        });
        return name;
    }

    private Optional<ColumnType> type(Node element, Node node) {
        if (node == null) {
            yaml.fault(element, "a column without a type; add type, one of " + String.join(", ", TYPES));
            return Optional.empty();
        }
        Optional<String> text = yaml.text(node, "type");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (TYPES.contains(text.get())) {
            return Optional.of(ColumnType.valueOf(text.get()));
        }
        String name = text.get().toUpperCase(Locale.ROOT);
        ColumnType meant = OTHER_NAMES.get(name);
        String hint = meant != null ? "; did you mean '" + meant + "'?" : NearestName.hint(name, TYPES);
        yaml.fault(
                node,
                "there is no type '%s'%s"
                        .formatted(text.get(), hint.isEmpty() ? "; there are " + String.join(", ", TYPES) : hint));
        return Optional.empty();
    }

    private Column.Mode mode(Node node) {
        if (node == null) {
            return Column.Mode.NULLABLE;
        }
        Optional<String> text = yaml.text(node, "mode");
        if (text.isPresent() && MODES.contains(text.get())) {
            return Column.Mode.valueOf(text.get());
        }
        text.ifPresent(mode -> yaml.fault(
                node, "there is no mode '%s'; wanted is one of %s".formatted(mode, String.join(", ", MODES))));
        return Column.Mode.NULLABLE;
    }

    private String description(Node node) {
        if (node == null) {
            return "";
        }
        String description = yaml.text(node, "description").orElse("");
        if (description.length() > LONGEST_DESCRIPTION) {
            yaml.fault(
                    node,
                    "the description has %d characters; a column's may have %d"
                            .formatted(description.length(), LONGEST_DESCRIPTION));
        }
        return description;
    }

    private List<String> aliases(Node node, int depth) {
        if (node == null) {
            return List.of();
        }
        if (depth > 1) {
            yaml.fault(node, "a field of a STRUCT stands in no file's header; remove its aliases");
            return List.of();
        }
        Map<String, Node> aliases = yaml.distinctTexts(node, "aliases");
        aliases.forEach((alias, at) -> {
            if (alias.isBlank() || !alias.equals(alias.strip()) || alias.startsWith("_")) {
                yaml.fault(
                        at,
                        "'%s' cannot be an alias; it must not be blank, begin with _ or have spaces around it"
                                .formatted(alias));
            }
        });
        return List.copyOf(aliases.keySet());
    }

    private Decimals decimals(ColumnType type, Map<String, Node> values) {
        Node precisionNode = values.get("precision");
        Node scaleNode = values.get("scale");
        if (type != ColumnType.NUMERIC && type != ColumnType.BIGNUMERIC) {
            refuse(precisionNode, "precision is only for NUMERIC and BIGNUMERIC, not for " + type);
            refuse(scaleNode, "scale is only for NUMERIC and BIGNUMERIC, not for " + type);
            return Decimals.NONE;
        }
        if (precisionNode == null) {
            refuse(scaleNode, "scale needs precision beside it; add precision, or remove scale");
            return Decimals.NONE;
        }
        boolean big = type == ColumnType.BIGNUMERIC;
        int mostScale = big ? 38 : 9;
        int mostInteger = big ? 38 : 29;
        OptionalInt scale = scaleNode == null ? OptionalInt.empty() : yaml.integer(scaleNode, "scale", 0, mostScale);
        int digits = scale.orElse(0);
        OptionalInt precision = yaml.integer(precisionNode, "precision", Math.max(1, digits), digits + mostInteger);
        return new Decimals(precision, scale);
    }

    private OptionalInt maxLength(ColumnType type, Node node) {
        if (node == null) {
            return OptionalInt.empty();
        }
        if (type != ColumnType.STRING && type != ColumnType.BYTES) {
            yaml.fault(node, "maxLength is only for STRING and BYTES, not for " + type + "; remove it");
            return OptionalInt.empty();
        }
        return yaml.integer(node, "maxLength", 1, 999_999_999);
    }

    private List<Column> fields(Node element, ColumnType type, Node node, int depth) {
        if (type == ColumnType.STRUCT) {
            if (node == null) {
                yaml.fault(element, "a STRUCT without fields; add fields, a list like columns");
                return List.of();
            }
            return columns(node, "fields", depth + 1);
        }
        refuse(node, "fields is only for STRUCT, not for " + type + "; remove it");
        return List.of();
    }

    private void refuse(Node node, String problem) {
        if (node != null) {
            yaml.fault(node, problem);
        }
    }

    /** BigQuery and DuckDB ignore the case of column names, and so does a header. */
    private void takeNames(Column column, Map<String, Node> values, Map<String, String> taken) {
        take(column.name(), column.name(), values.get("name"), taken);
        for (String alias : column.aliases()) {
            take(alias, column.name(), values.get("aliases"), taken);
        }
    }

    private void take(String name, String column, Node at, Map<String, String> taken) {
        String other = taken.putIfAbsent(name.toLowerCase(Locale.ROOT), column);
        if (other != null) {
            yaml.fault(
                    at,
                    "the name '%s' is already one of column '%s' (case is ignored); choose another"
                            .formatted(name, other));
        }
    }

    private record Decimals(OptionalInt precision, OptionalInt scale) {
        static final Decimals NONE = new Decimals(OptionalInt.empty(), OptionalInt.empty());
    }
}
