package dev.tablekeeper.stores.google.secretmanager;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.SecretStore;
import dev.tablekeeper.stores.StoreFailure;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The secrets of a project.
 *
 * @param pinned versions of those that are not to be the latest, by the secrets' names: a number or an alias
 */
public record SecretPlace(String project, Map<String, String> pinned) {
    private static final Pattern PLACE = Pattern.compile("projects/([a-z0-9][a-z0-9:.-]*)(?:\\?(.*))?");
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}|[a-zA-Z][a-zA-Z0-9_-]{0,62}");

    public SecretPlace {
        pinned = Map.copyOf(pinned);
    }

    /**
     * @param text {@code projects/PROJECT} or {@code projects/PROJECT?NAME=VERSION&NAME=VERSION}
     * @throws StoreFailure INVALID_REQUEST for what is none
     */
    public static SecretPlace of(String text) {
        Matcher matcher = PLACE.matcher(text);
        if (!matcher.matches()) {
            throw refused(text);
        }
        Map<String, String> pinned = new HashMap<>();
        if (matcher.group(2) != null) {
            for (String pin : matcher.group(2).split("&", -1)) {
                String[] pair = pin.split("=", 2);
                if (pair.length != 2 || !VERSION.matcher(pair[1]).matches()) {
                    throw refused(text);
                }
                pinned.put(SecretStore.requireName(pair[0]), pair[1]);
            }
        }
        return new SecretPlace(matcher.group(1), pinned);
    }

    private static StoreFailure refused(String text) {
        return new StoreFailure(
                FailureType.INVALID_REQUEST,
                "'" + text + "' is no place of secrets; write projects/PROJECT, or projects/PROJECT?NAME=VERSION to pin"
                        + " the version of one");
    }

    /** The resource name of the version to read. */
    String version(String name) {
        return "projects/" + project + "/secrets/" + name + "/versions/" + pinned.getOrDefault(name, "latest");
    }
}
