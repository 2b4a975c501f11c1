package dev.tablekeeper.model.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All tables there are, by name. Immutable. */
public final class TableDefinitions {
    private final List<TableDefinition> tables;

    private TableDefinitions(Collection<TableDefinition> tables) {
        this.tables = tables.stream()
                .sorted(Comparator.comparing(TableDefinition::name))
                .toList();
    }

    /** These tables; two of one name are an {@link IllegalArgumentException}. */
    public static TableDefinitions of(Collection<TableDefinition> tables) {
        if (tables.stream().map(TableDefinition::name).distinct().count() < tables.size()) {
            throw new IllegalArgumentException("two tables have one name");
        }
        return new TableDefinitions(tables);
    }

    /**
     * Reads each {@code *.yaml} and {@code *.yml} of a folder; a file's own name means nothing.
     *
     * @throws DefinitionException with every fault in every file, also when there is no file
     */
    public static TableDefinitions load(Path folderPath) {
        DefinitionFolder folder = new DefinitionFolder(folderPath);
        List<TableDefinition> tables = new ArrayList<>();
        Map<String, Path> files = new HashMap<>();
        List<Path> found = folder.files(".yaml", ".yml");
        for (Path file : found) {
            YamlFile yaml = new YamlFile(folder, file);
            int faultsBefore = folder.faultCount();
            Optional<TableReader.Placed> placed =
                    folder.read(file).flatMap(yaml::root).flatMap(new TableReader(yaml)::table);
            placed.ifPresent(p -> {
                Path other = files.putIfAbsent(p.table().name(), file);
                if (other != null) {
                    yaml.fault(
                            p.name(),
                            "the table '%s' is described in %s too; keep one"
                                    .formatted(p.table().name(), other.getFileName()));
                }
                if (folder.faultCount() == faultsBefore) {
                    tables.add(p.table());
                }
            });
        }
        if (found.isEmpty() && folder.faultCount() == 0) {
            folder.fault(folderPath, "there is no table definition (*.yaml) in this folder");
        }
        folder.throwFaults();
        return new TableDefinitions(tables);
    }

    /** The tables in the order of their names. */
    public List<TableDefinition> all() {
        return tables;
    }

    public Optional<TableDefinition> find(String name) {
        return tables.stream().filter(t -> t.name().equals(name)).findFirst();
    }

    public List<String> names() {
        return tables.stream().map(TableDefinition::name).toList();
    }
}
