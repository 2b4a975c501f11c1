package dev.tablekeeper.model.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one view: comment lines {@code -- description: …} and {@code -- order: …}, then one SELECT. */
final class ViewReader {
    private static final String DESCRIPTION = "description";
    private static final String ORDER = "order";
    private static final List<String> KEYS = List.of(DESCRIPTION, ORDER);
    private static final Pattern HEADER = Pattern.compile("--\\s*([A-Za-z]+)\\s*:\\s*(.*)");
    private static final Pattern ORDER_ENTRY =
            Pattern.compile("([a-z_][a-z0-9_]*)(\\s+(asc|desc))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}\\n]*)}?(?:\\.([A-Za-z0-9_]+))?");
    private static final Pattern SELECT =
            Pattern.compile("(select|with)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final DefinitionFolder folder;
    private final Path file;
    private final TableDefinitions tables;

    ViewReader(DefinitionFolder folder, Path file, TableDefinitions tables) {
        this.folder = folder;
        this.file = file;
        this.tables = tables;
    }

    ViewDefinition view(String text) {
        String fileName = file.getFileName().toString();
        String name = fileName.substring(0, fileName.lastIndexOf('.'));
        ObjectName.fault(name).ifPresent(problem -> fault(0, problem));
        tables.find(name).ifPresent(table -> fault(0, "'" + name + "' is already a table; rename the file"));

        List<String> lines = text.lines().toList();
        int first = 0;
        while (first < lines.size()
                && (lines.get(first).isBlank() || lines.get(first).startsWith("--"))) {
            first++;
        }
        Map<String, String> header = header(lines.subList(0, first));
        List<String> body = lines.subList(first, lines.size());
        String sql = String.join("\n", body).strip();
        List<String> order = order(header.get(ORDER), sql);
        checkSql(sql, body, first);
        return new ViewDefinition(name, header.getOrDefault(DESCRIPTION, ""), sql, order);
    }

    /** A comment line without a key goes on with the text of the one above. */
    private Map<String, String> header(List<String> lines) {
        Map<String, String> header = new LinkedHashMap<>();
        Optional<String> current = Optional.empty();
        for (int i = 0; i < lines.size(); i++) {
            Matcher entry = HEADER.matcher(lines.get(i).strip());
            if (!entry.matches()) {
                String more = lines.get(i).replaceFirst("^--", "").strip();
                current.ifPresent(key -> header.merge(key, more, (a, b) -> (a + " " + b).strip()));
                continue;
            }
            String key = entry.group(1).toLowerCase(Locale.ROOT);
            if (!KEYS.contains(key)) {
                String hint = NearestName.hint(key, KEYS);
                fault(
                        i + 1,
                        "a view's header has no '%s'%s"
                                .formatted(key, hint.isEmpty() ? "; known are " + String.join(", ", KEYS) : hint));
            } else if (header.putIfAbsent(key, entry.group(2)) != null) {
                fault(i + 1, "'%s' is there twice; keep one".formatted(key));
            }
            current = Optional.of(key);
        }
        return header;
    }

    private List<String> order(String text, String sql) {
        List<String> order = new ArrayList<>();
        if (text == null) {
            fault(0, "a line such as '-- order: year, department' is missing at the beginning");
            return order;
        }
        for (String part : text.split(",", -1)) {
            Matcher entry = ORDER_ENTRY.matcher(part.strip());
            if (!entry.matches()) {
                fault(0, "'%s' cannot be ordered by; wanted is a column, perhaps with desc".formatted(part.strip()));
            } else if (!mentions(sql, entry.group(1))) {
                fault(0, "it is ordered by '%s', which its SELECT does not mention".formatted(entry.group(1)));
            }
            order.add(part.strip());
        }
        return order;
    }

    private void checkSql(String sql, List<String> body, int linesBefore) {
        if (!SELECT.matcher(sql).matches()) {
            fault(0, "after its comments a view has one SELECT, which may begin with WITH");
            return;
        }
        if (!mentions(sql, "year")) {
            fault(0, "the column 'year' is missing, by which a view's rows are asked for");
        }
        boolean readsTable = false;
        for (int i = 0; i < body.size(); i++) {
            int line = linesBefore + i + 1;
            if (body.get(i).indexOf(';') >= 0) {
                fault(line, "a ';' is not possible in a view, neither at the end nor within; remove it");
            }
            Matcher variable = VARIABLE.matcher(body.get(i));
            while (variable.find()) {
                readsTable = true;
                checkTable(variable, line);
            }
        }
        if (!readsTable) {
            fault(0, "it reads no table; write tables as ${dataset}.name");
        }
    }

    private void checkTable(Matcher variable, int line) {
        String table = variable.group(2);
        if (!variable.group(1).equals("dataset") || table == null) {
            fault(line, "'%s' means nothing here; write tables as ${dataset}.name".formatted(variable.group()));
        } else if (tables.find(table).isEmpty()) {
            fault(line, "there is no table '%s'%s".formatted(table, NearestName.hint(table, tables.names())));
        }
    }

    private static boolean mentions(String sql, String word) {
        return Pattern.compile("\\b" + word + "\\b", Pattern.CASE_INSENSITIVE)
                .matcher(sql)
                .find();
    }

    private void fault(int line, String problem) {
        folder.fault(file, line, 0, problem);
    }
}
