package dev.tablekeeper.model.table;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** One YAML file, taken apart strictly: whatever is not as wanted becomes a fault at its place. */
final class YamlFile {
    private final DefinitionFolder folder;
    private final Path file;

    YamlFile(DefinitionFolder folder, Path file) {
        this.folder = folder;
        this.file = file;
    }

    /** The file's one document. */
    Optional<Node> root(String text) {
        try {
            Optional<Node> root = new Compose(LoadSettings.builder().build()).composeString(text);
            if (root.isEmpty()) {
                folder.fault(file, "the file is empty; it needs a table, its columns and so on");
            }
            return root;
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark();
            folder.fault(
                    file,
                    mark.map(m -> m.getLine() + 1).orElse(0),
                    mark.map(m -> m.getColumn() + 1).orElse(0),
                    "not YAML: " + (e.getContext() == null ? "" : e.getContext() + ", ") + e.getProblem());
        } catch (YamlEngineException e) {
            folder.fault(file, "not YAML: " + e.getMessage());
        }
        return Optional.empty();
    }

    void fault(Node at, String problem) {
        Optional<Mark> mark = at.getStartMark();
        folder.fault(
                file,
                mark.map(m -> m.getLine() + 1).orElse(0),
                mark.map(m -> m.getColumn() + 1).orElse(0),
                problem);
    }

    /** The values by their keys, in order; keys that are not {@code known} (when any are) or come twice are faults. */
    Map<String, Node> mapping(Node node, String what, List<String> known) {
        Map<String, Node> values = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            fault(node, what + " must be a mapping of keys to values");
            return values;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            Node keyNode = tuple.getKeyNode();
            Optional<String> key = text(keyNode, "a key");
            if (key.isEmpty()) {
                continue;
            }
            if (!known.isEmpty() && !known.contains(key.get())) {
                String hint = NearestName.of(key.get(), known)
                        .map(k -> "; did you mean '" + k + "'?")
                        .orElse("; known are " + String.join(", ", known));
                fault(keyNode, "%s has no key '%s'%s".formatted(what, key.get(), hint));
            } else if (values.putIfAbsent(key.get(), tuple.getValueNode()) != null) {
                fault(keyNode, "the key '%s' is there twice; keep one".formatted(key.get()));
            }
        }
        return values;
    }

    List<Node> list(Node node, String what) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        fault(node, what + " must be a list");
        return List.of();
    }

    /** The text of a plain value; a number or boolean is taken as it is written. */
    Optional<String> text(Node node, String what) {
        if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            return Optional.of(scalar.getValue());
        }
        fault(node, what + " must be a text");
        return Optional.empty();
    }

    /** The texts of a list; a text that comes twice is a fault. */
    Map<String, Node> distinctTexts(Node node, String what) {
        Map<String, Node> texts = new LinkedHashMap<>();
        for (Node element : list(node, what)) {
            text(element, "an entry of " + what).ifPresent(text -> {
                if (texts.putIfAbsent(text, element) != null) {
                    fault(element, "'%s' is twice in %s; keep one".formatted(text, what));
                }
            });
        }
        return texts;
    }

    OptionalInt integer(Node node, String what, int least, int most) {
        Optional<String> text = text(node, what);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (text.get().matches("\\d{1,9}")) {
            int value = Integer.parseInt(text.get());
            if (value >= least && value <= most) {
                return OptionalInt.of(value);
            }
        }
        fault(node, "%s is '%s'; wanted is an integer from %d to %d".formatted(what, text.get(), least, most));
        return OptionalInt.empty();
    }
}
