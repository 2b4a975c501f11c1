package dev.tablekeeper.model.table;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The views there are, read once at start from a folder of SQL files, one view a file. A file begins with the comments
 * {@code -- description: …} and {@code -- order: column, column DESC}.
 */
public final class ViewDefinitions {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,99}");
    private static final Pattern COMMENT = Pattern.compile("--\\s*(description|order):\\s*(.+)");
    private static final Pattern TABLE = Pattern.compile("\\$\\{dataset}\\.([A-Za-z0-9_]+)");
    private static final Pattern ORDER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*( (ASC|DESC))?");

    private final List<ViewDefinition> all;

    public ViewDefinitions(List<ViewDefinition> views) {
        this.all = views.stream()
                .sorted(Comparator.comparing(ViewDefinition::name))
                .toList();
    }

    /**
     * Reads every {@code *.sql} file of the folder.
     *
     * @param tables those that a view may name
     * @throws DefinitionException naming all faults of all files
     */
    public static ViewDefinitions load(Path folder, TableDefinitions tables) {
        List<String> faults = new ArrayList<>();
        List<ViewDefinition> views = new ArrayList<>();
        for (Path file : TableDefinitions.DefinitionFiles.in(folder, ".sql", "views", faults)) {
            read(file, tables, new Definition(file, faults)).ifPresent(views::add);
        }
        if (!faults.isEmpty()) {
            throw new DefinitionException(faults);
        }
        return new ViewDefinitions(views);
    }

    /** By name, in its order. */
    public List<ViewDefinition> all() {
        return all;
    }

    public Optional<ViewDefinition> find(String name) {
        return all.stream().filter(v -> v.name().equals(name)).findFirst();
    }

    private static Optional<ViewDefinition> read(Path file, TableDefinitions tables, Definition faults) {
        String name = file.getFileName().toString().replaceFirst("\\.sql$", "");
        if (!NAME.matcher(name).matches() || tables.find(name).isPresent()) {
            faults.fault(
                    Optional.empty(),
                    "'" + name + "' cannot be a view's name: it begins with a small letter, has small letters, digits"
                            + " and _, and is no table's; rename the file");
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            faults.fault(Optional.empty(), "the file cannot be read as UTF-8: " + e.getMessage());
            return Optional.empty();
        }
        String description = comment(lines, "description").orElse("");
        List<String> order = comment(lines, "order")
                .map(o -> Arrays.stream(o.split(",")).map(String::strip).toList())
                .orElse(List.of());
        if (order.isEmpty() || !order.stream().allMatch(o -> ORDER.matcher(o).matches())) {
            faults.fault(
                    Optional.empty(),
                    "how the rows are ordered is missing; begin with a comment such as '-- order: year, hired DESC'");
        }
        String sql = String.join(
                        "\n", lines.stream().filter(l -> !l.startsWith("--")).toList())
                .strip();
        checkSql(sql, tables, faults);
        return Optional.of(new ViewDefinition(name, description, sql, order));
    }

    private static Optional<String> comment(List<String> lines, String what) {
        return lines.stream()
                .map(COMMENT::matcher)
                .filter(Matcher::matches)
                .filter(m -> m.group(1).equals(what))
                .map(m -> m.group(2).strip())
                .findFirst();
    }

    private static void checkSql(String sql, TableDefinitions tables, Definition faults) {
        if (sql.isEmpty() || sql.contains(";")) {
            faults.fault(Optional.empty(), "a view is one SELECT without a semicolon");
        }
        Matcher table = TABLE.matcher(sql);
        while (table.find()) {
            if (tables.find(table.group(1)).isEmpty()) {
                faults.fault(
                        Optional.empty(),
                        "there is no table '" + table.group(1) + "'"
                                + Definition.suggestion(
                                        table.group(1),
                                        tables.all().stream()
                                                .map(TableDefinition::name)
                                                .toList()));
            }
        }
    }
}
