package dev.tablekeeper.model.table;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** The tables there are, read once at start from a folder of YAML files, one table a file. */
public final class TableDefinitions {
    private final List<TableDefinition> all;

    public TableDefinitions(List<TableDefinition> tables) {
        this.all = tables.stream()
                .sorted(Comparator.comparing(TableDefinition::name))
                .toList();
    }

    /**
     * Reads every {@code *.yaml} file of the folder.
     *
     * @throws DefinitionException naming all faults of all files
     */
    public static TableDefinitions load(Path folder) {
        List<String> faults = new ArrayList<>();
        List<TableDefinition> tables = new ArrayList<>();
        for (Path file : DefinitionFiles.in(folder, ".yaml", "table definitions", faults)) {
            read(file, faults).ifPresent(tables::add);
        }
        if (!faults.isEmpty()) {
            throw new DefinitionException(faults);
        }
        return new TableDefinitions(tables);
    }

    /** By name, in its order. */
    public List<TableDefinition> all() {
        return all;
    }

    public Optional<TableDefinition> find(String name) {
        return all.stream().filter(t -> t.name().equals(name)).findFirst();
    }

    private static Optional<TableDefinition> read(Path file, List<String> faults) {
        Definition yaml = new Definition(file, faults);
        String name = file.getFileName().toString();
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(name)
                    .setAllowDuplicateKeys(true)
                    .build();
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                yaml.fault(Optional.empty(), "the file is empty; describe a table or delete it");
            }
            return root.flatMap(node -> new TableReader(yaml, name.substring(0, name.lastIndexOf('.'))).read(node));
        } catch (MarkedYamlEngineException e) {
            yaml.fault(e.getProblemMark(), "this is not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            yaml.fault(Optional.empty(), "this is not YAML: " + e.getMessage());
        } catch (IOException e) {
            yaml.fault(Optional.empty(), "the file cannot be read as UTF-8: " + e.getMessage());
        }
        return Optional.empty();
    }

    /** The files of a folder of definitions. */
    static final class DefinitionFiles {
        private DefinitionFiles() {}

        static List<Path> in(Path folder, String ending, String what, List<String> faults) {
            try (Stream<Path> files = Files.list(folder)) {
                List<Path> found = files.filter(f -> f.getFileName().toString().endsWith(ending))
                        .sorted()
                        .map(Path::toAbsolutePath)
                        .toList();
                if (found.isEmpty()) {
                    faults.add(folder + ": the folder has no " + what + " (*" + ending + ")");
                }
                return found;
            } catch (IOException e) {
                faults.add(folder + ": the folder of " + what + " cannot be read; create it, or name another");
                return List.of();
            }
        }
    }
}
