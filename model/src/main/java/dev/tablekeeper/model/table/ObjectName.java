package dev.tablekeeper.model.table;

import java.util.Optional;
import java.util.regex.Pattern;

/** Which names tables and views may have: they become paths, SQL identifiers and parts of URLs. */
public final class ObjectName {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,99}");
    /** The product's own tables begin so. */
    private static final String RESERVED = "tablekeeper";

    private ObjectName() {}

    /** What is wrong with the name, and empty when nothing is. */
    public static Optional<String> fault(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.of(
                    "'%s' cannot be a name; wanted are small letters, digits and _, at most 100, a letter first"
                            .formatted(name));
        }
        return name.startsWith(RESERVED)
                ? Optional.of("'%s' cannot be a name: those that begin with %s are Tablekeeper's own; choose another"
                        .formatted(name, RESERVED))
                : Optional.empty();
    }
}
