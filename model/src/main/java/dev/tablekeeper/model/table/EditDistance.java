package dev.tablekeeper.model.table;

import java.util.Locale;

/** How far two names are apart: the fewest insertions, deletions and replacements of characters, case ignored. */
public final class EditDistance {
    private EditDistance() {}

    public static int between(String a, String b) {
        String from = a.toLowerCase(Locale.ROOT);
        String to = b.toLowerCase(Locale.ROOT);
        int[] last = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] now = new int[to.length() + 1];
            now[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replace = last[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                now[j] = Math.min(replace, 1 + Math.min(last[j], now[j - 1]));
            }
            last = now;
        }
        return last[to.length()];
    }
}
