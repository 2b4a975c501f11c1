package dev.tablekeeper.model.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All views there are, by name. Immutable. */
public final class ViewDefinitions {
    private final List<ViewDefinition> views;

    private ViewDefinitions(Collection<ViewDefinition> views) {
        this.views = views.stream()
                .sorted(Comparator.comparing(ViewDefinition::name))
                .toList();
    }

    /** These views; two of one name are an {@link IllegalArgumentException}. */
    public static ViewDefinitions of(Collection<ViewDefinition> views) {
        if (views.stream().map(ViewDefinition::name).distinct().count() < views.size()) {
            throw new IllegalArgumentException("two views have one name");
        }
        return new ViewDefinitions(views);
    }

    /**
     * Reads each {@code *.sql} of a folder; the file's name is the view's. A folder without any is well.
     *
     * @param tables what the views may read
     * @throws DefinitionException with every fault in every file
     */
    public static ViewDefinitions load(Path folderPath, TableDefinitions tables) {
        DefinitionFolder folder = new DefinitionFolder(folderPath);
        List<ViewDefinition> views = new ArrayList<>();
        for (Path file : folder.files(".sql")) {
            folder.read(file).map(new ViewReader(folder, file, tables)::view).ifPresent(views::add);
        }
        folder.throwFaults();
        return new ViewDefinitions(views);
    }

    /** The views in the order of their names. */
    public List<ViewDefinition> all() {
        return views;
    }

    public Optional<ViewDefinition> find(String name) {
        return views.stream().filter(v -> v.name().equals(name)).findFirst();
    }
}
