package dev.tablekeeper.api.resource;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What a mistyped name was probably meant to be. */
final class NearestName {
    private NearestName() {}

    /** The known name that is fewest edits away, if it is near at all. */
    static Optional<String> of(String name, Collection<String> known) {
        String typed = name.toLowerCase(Locale.ROOT);
        int bearable = Math.max(1, name.length() / 3);
        return known.stream()
                .filter(k -> edits(typed, k.toLowerCase(Locale.ROOT)) <= bearable)
                .min(Comparator.comparing(k -> edits(typed, k.toLowerCase(Locale.ROOT))));
    }

    /** A sentence about a name that is not known: what it may have meant, or else what there is. */
    static String sentence(String name, Collection<String> known) {
        return of(name, known)
                .map(nearest -> "did you mean '" + nearest + "'?")
                .orElseGet(() -> known.isEmpty() ? "there are none" : "there are " + String.join(", ", known));
    }

    /** Levenshtein's distance. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
