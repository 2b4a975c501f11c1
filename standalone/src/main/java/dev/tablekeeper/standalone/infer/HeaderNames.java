package dev.tablekeeper.standalone.infer;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes column names of what a header says: names that are valid stay, others are made so and kept as aliases. */
final class HeaderNames {
    private static final Pattern VALID = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,299}");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern NO_NAME = Pattern.compile("[^A-Za-z0-9]+");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Cn}\\p{Co}\\p{Zl}\\p{Zp}\\ufeff]");
    private static final int LONGEST = 290;

    private HeaderNames() {}

    /**
     * One column.
     *
     * @param name empty where loads pass over what the header names so
     * @param alias what the header says, where that is something else
     * @param loadable whether a load finds the column by the header
     */
    record Named(String name, Optional<String> alias, boolean loadable) {}

    static List<Named> of(List<String> header) {
        Set<String> originals = new HashSet<>();
        Set<String> taken = new HashSet<>();
        header.stream()
                .map(HeaderNames::key)
                .filter(key -> VALID.matcher(key).matches())
                .forEach(taken::add);
        Set<String> used = new HashSet<>();
        List<Named> names = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            String original = header.get(i).strip();
            if (original.startsWith("_")) {
                names.add(new Named("", Optional.empty(), false));
                continue;
            }
            boolean first = originals.add(key(original));
            boolean valid = VALID.matcher(original).matches();
            if (valid && first) {
                used.add(key(original));
                names.add(new Named(original, Optional.empty(), true));
                continue;
            }
            String name = free(made(original, i), taken, used);
            boolean alias = first
                    && !original.isEmpty()
                    && !UNPRINTABLE.matcher(original).find();
            names.add(new Named(name, alias ? Optional.of(original) : Optional.empty(), alias));
        }
        return names;
    }

    /** For columns that no header names. */
    static List<Named> numbered(int columns) {
        List<Named> names = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            names.add(new Named("column_" + (i + 1), Optional.empty(), true));
        }
        return names;
    }

    /** A table's name, from a file's. */
    static String table(String fileName) {
        String base = fileName.replaceAll("(?i)\\.gz$", "").replaceAll("(?i)\\.[a-z]{1,4}$", "");
        String name = plain(base);
        boolean starts = !name.isEmpty() && Character.isLetter(name.charAt(0)) && !name.startsWith("tablekeeper");
        String valid = starts ? name : name.isEmpty() ? "new_table" : "t_" + name;
        return valid.substring(0, Math.min(valid.length(), 100));
    }

    private static String made(String original, int index) {
        String name = plain(original);
        if (name.isEmpty()) {
            return "column_" + (index + 1);
        }
        String starts = Character.isLetter(name.charAt(0)) ? name : "c_" + name;
        return starts.substring(0, Math.min(starts.length(), LONGEST));
    }

    private static String free(String wanted, Set<String> taken, Set<String> used) {
        String name = wanted;
        for (int i = 2; taken.contains(key(name)) || used.contains(key(name)); i++) {
            name = wanted + "_" + i;
        }
        used.add(key(name));
        return name;
    }

    /** Small letters, digits and single underscores; letters with marks without these. */
    private static String plain(String text) {
        String letters = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
                .replaceAll("")
                .replace("ß", "ss")
                .replaceAll("[æÆ]", "ae")
                .replaceAll("[øØ]", "o")
                .replaceAll("[łŁ]", "l");
        return NO_NAME.matcher(letters).replaceAll("_").replaceAll("^_|_$", "").toLowerCase(Locale.ROOT);
    }

    static String key(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }
}
