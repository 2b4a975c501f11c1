package dev.tablekeeper.standalone.cli.print;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Rows under a head, in columns as wide as what they hold; columns of numbers stand to the right. */
public final class TextTable {
    private static final String GAP = "  ";
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d[\\d,]*(\\.\\d+)?([eE][-+]?\\d+)?%?");

    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(List<String> head) {
        this.head = List.copyOf(head);
    }

    public TextTable(String... head) {
        this(List.of(head));
    }

    /** Adds a row of as many cells as the head has. */
    public TextTable row(List<String> cells) {
        if (cells.size() != head.size()) {
            throw new IllegalArgumentException(cells.size() + " cells under a head of " + head.size());
        }
        rows.add(cells.stream().map(DisplayText::printable).toList());
        return this;
    }

    public TextTable row(String... cells) {
        return row(List.of(cells));
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Prints head, a rule and the rows, each line behind {@code indent}. */
    public void print(PrintStream out, String indent) {
        int[] widths = new int[head.size()];
        boolean[] right = new boolean[head.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = DisplayText.width(head.get(i));
            rows.forEach(r -> widths[column] = Math.max(widths[column], DisplayText.width(r.get(column))));
            right[i] = !rows.isEmpty()
                    && rows.stream()
                            .map(r -> r.get(column))
                            .allMatch(c -> c.isEmpty() || NUMBER.matcher(c).matches());
        }
        line(out, indent, head, widths, right);
        List<String> rule = new ArrayList<>();
        for (int width : widths) {
            rule.add("-".repeat(width));
        }
        line(out, indent, rule, widths, right);
        rows.forEach(r -> line(out, indent, r, widths, right));
    }

    private static void line(PrintStream out, String indent, List<String> cells, int[] widths, boolean[] right) {
        StringBuilder line = new StringBuilder(indent);
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            String space = " ".repeat(widths[i] - DisplayText.width(cell));
            line.append(i == 0 ? "" : GAP).append(right[i] ? space + cell : cell + space);
        }
        out.println(line.toString().stripTrailing());
    }
}
