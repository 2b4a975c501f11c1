package dev.tablekeeper.standalone.infer;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.TableDefinition;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a proposed table as a file for the folder of definitions, what is doubtful as comments. */
public final class DefinitionYaml {
    private static final Set<String> NO_TEXT = Set.of("null", "true", "false", "yes", "no", "on", "off", "y", "n");
    private static final int WIDTH = 118;

    private DefinitionYaml() {}

    /** @param file what it was inferred from */
    public static String of(Inference inference, String file) {
        TableDefinition table = inference.table();
        StringBuilder yaml = new StringBuilder();
        comment(yaml, "Inferred from " + file + ": " + inference.seen() + ".");
        for (String doubt : inference.doubts()) {
            comment(yaml, "? " + doubt);
        }
        yaml.append("table: ").append(name(table.name())).append('\n');
        if (!table.key().isEmpty()) {
            yaml.append("key: [")
                    .append(table.key().stream().map(DefinitionYaml::name).collect(Collectors.joining(", ")))
                    .append("]\n");
        }
        yaml.append("columns:\n");
        table.columns()
                .forEach(column -> yaml.append("  - ").append(column(column)).append('\n'));
        return yaml.toString();
    }

    private static String column(Column column) {
        String text = "{name: " + name(column.name()) + ", type: " + column.type();
        if (column.required()) {
            text += ", mode: " + column.mode();
        }
        if (!column.aliases().isEmpty()) {
            text += ", aliases: "
                    + column.aliases().stream().map(DefinitionYaml::quoted).collect(Collectors.joining(", ", "[", "]"));
        }
        return text + "}";
    }

    private static String name(String name) {
        return NO_TEXT.contains(name.toLowerCase(Locale.ROOT)) ? quoted(name) : name;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Lines of bearable length, whatever the sentence holds. */
    private static void comment(StringBuilder yaml, String sentence) {
        String plain = sentence.codePoints()
                .map(c -> Character.isISOControl(c)
                                || !Character.isDefined(c)
                                || Character.getType(c) == Character.SURROGATE
                                || Character.getType(c) == Character.LINE_SEPARATOR
                                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                        ? '?'
                        : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        StringBuilder line = new StringBuilder("#");
        for (String word : List.of(plain.split(" "))) {
            if (line.length() + 1 + word.length() > WIDTH && line.length() > 1) {
                yaml.append(line).append('\n');
                line = new StringBuilder("#  ");
            }
            line.append(' ').append(word);
        }
        yaml.append(line).append('\n');
    }
}
