package dev.tablekeeper.model.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A YAML file being read strictly: values with the place where they stand, and the faults found so far. */
final class Definition {
    private final Path file;
    private final List<String> faults;

    Definition(Path file, List<String> faults) {
        this.file = file;
        this.faults = faults;
    }

    /** A text and the place where it stands. */
    record Text(String value, Node node) {}

    void fault(Node node, String text) {
        fault(node.getStartMark(), text);
    }

    void fault(Optional<Mark> mark, String text) {
        String place = mark.map(m -> ":" + (m.getLine() + 1) + ":" + (m.getColumn() + 1))
                .orElse("");
        faults.add(file.getParent().getFileName() + "/" + file.getFileName() + place + ": " + text);
    }

    /** The values of a mapping by key; unknown keys and keys that stand twice are faults. */
    Map<String, Node> mapping(Node node, String what, List<String> keys) {
        Map<String, Node> values = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            fault(node, what + " is a list of keys and values: " + String.join(", ", keys));
            return values;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (!keys.contains(key)) {
                fault(tuple.getKeyNode(), "'" + key + "' means nothing in " + what + suggestion(key, keys));
            } else if (values.put(key, tuple.getValueNode()) != null) {
                fault(tuple.getKeyNode(), "'" + key + "' stands twice in " + what + "; leave one");
            }
        }
        return values;
    }

    Optional<Text> text(Map<String, Node> values, String key) {
        return Optional.ofNullable(values.get(key)).flatMap(node -> text(node, key));
    }

    Optional<Text> required(Node parent, Map<String, Node> values, String key) {
        if (!values.containsKey(key)) {
            fault(parent, "'" + key + "' is missing; add it");
        }
        return text(values, key);
    }

    Optional<Text> text(Node node, String what) {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return Optional.of(new Text(scalar.getValue().strip(), node));
        }
        fault(node, what + " is a text; write one");
        return Optional.empty();
    }

    List<Text> texts(Map<String, Node> values, String key) {
        List<Text> texts = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Node node : list(values, key)) {
            Optional<Text> text = text(node, "each of " + key);
            text.ifPresent(texts::add);
            if (text.isPresent() && !seen.add(text.get().value())) {
                fault(node, "'" + text.get().value() + "' stands twice in " + key + "; leave one");
            }
        }
        return texts;
    }

    List<Node> list(Map<String, Node> values, String key) {
        Node node = values.get(key);
        if (node == null) {
            return List.of();
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        fault(node, key + " is a list; write [a, b]");
        return List.of();
    }

    /** A sentence that names the nearest of the names, if one is near; else all of them. */
    static String suggestion(String name, Collection<String> names) {
        return names.stream()
                .min(Comparator.comparingInt(n -> EditDistance.between(name, n)))
                .filter(n -> EditDistance.between(name, n) <= Math.max(1, n.length() / 3))
                .map(n -> "; did you mean '" + n + "'?")
                .orElse("; it can be: " + String.join(", ", names));
    }
}
