package dev.tablekeeper.stores;

import dev.tablekeeper.model.workflow.FailureType;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where secrets are kept. Asked again each time one is needed, so that a changed secret is picked up. */
public interface SecretStore {

    /** What a secret's name looks like in every store. */
    Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,255}");

    /**
     * The secret's text as it is now, without a closing line break; empty when there is no such secret.
     *
     * @param name one that fits {@link #NAME}; another is a {@link StoreFailure} of type {@code INVALID_REQUEST}
     */
    Optional<String> read(String name);

    /** The name itself, if it may be one. */
    static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new StoreFailure(
                    FailureType.INVALID_REQUEST,
                    "a secret's name has 1 to 255 letters, digits, '-' and '_'; this is none: '"
                            + name.replaceAll("\\p{Cntrl}", "?") + "'");
        }
        return name;
    }

    /** A secret's text without the line break that editors and {@code echo} put at its end. */
    static String withoutClosingLineBreak(String text) {
        if (text.endsWith("\r\n")) {
            return text.substring(0, text.length() - 2);
        }
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
