package dev.tablekeeper.model.key;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.table.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads one entry and says everything that is wrong with it. */
final class KeyEntryReader {
    private static final List<String> FIELDS =
            List.of("name", "sha256", "email", "scopes", "tables", "requestsPerMinute");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]{1,200}@[^\\s@]{1,200}");

    /** Who needs no key is called so; a key of that name would share its idempotency keys with all of them. */
    private static final String ANONYMOUS = "anonymous";

    private final int number;
    private final JsonNode node;
    private final List<String> faults;
    private final int faultsBefore;

    KeyEntryReader(int number, JsonNode node, List<String> faults) {
        this.number = number;
        this.node = node;
        this.faults = faults;
        this.faultsBefore = faults.size();
    }

    /** Empty where something is wrong. */
    Optional<KeyEntry> read() {
        if (!node.isObject()) {
            fault("it is a JSON object with 'name', 'sha256' or 'email', and 'scopes'");
            return Optional.empty();
        }
        node.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                fault("'" + field + "' is no field of an entry; there are " + String.join(", ", FIELDS));
            }
        });
        String name = name();
        Optional<String> sha256 = text("sha256", SHA256, "is the SHA-256 of the key, 64 hexadecimal digits")
                .map(s -> s.toLowerCase(Locale.ROOT));
        Optional<String> email = text("email", EMAIL, "is an account's address").map(s -> s.toLowerCase(Locale.ROOT));
        if (node.has("sha256") == node.has("email")) {
            fault("it has either 'sha256' or 'email'");
        }
        KeyEntry entry = new KeyEntry(name, sha256, email, scopes(), tables(), requestsPerMinute());
        return faults.size() == faultsBefore ? Optional.of(entry) : Optional.empty();
    }

    void fault(String what) {
        String name = node.path("name").asText("");
        faults.add(
                "entry " + number + (KeyEntry.NAME.matcher(name).matches() ? " ('" + name + "')" : "") + ": " + what);
    }

    private String name() {
        String name = node.path("name").asText("");
        if (!node.path("name").isTextual() || !KeyEntry.NAME.matcher(name).matches()) {
            fault(
                    "'name' is missing, or is not 1 to 100 letters, digits and . _ @ -, beginning with a letter or digit");
        } else if (name.equals(ANONYMOUS)) {
            fault("'name' is what those without a key are called; choose another");
        }
        return name;
    }

    private Optional<String> text(String field, Pattern form, String what) {
        JsonNode value = node.path(field);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isTextual() || !form.matcher(value.asText()).matches()) {
            fault("'" + field + "' " + what);
            return Optional.empty();
        }
        return Optional.of(value.asText());
    }

    private List<Scope> scopes() {
        List<Scope> scopes = new ArrayList<>();
        for (String text : texts("scopes", "is a list of scopes: " + String.join(", ", Scope.texts()), List.of())) {
            Optional<Scope> scope = Scope.ofText(text);
            if (scope.isEmpty()) {
                fault("'scopes' names '" + text + "', which is none" + NearestName.hint(text, Scope.texts()));
            }
            scope.filter(s -> !scopes.contains(s)).ifPresent(scopes::add);
        }
        return scopes;
    }

    private List<String> tables() {
        return texts("tables", "is a list of tables, or [\"*\"] for all", List.of(KeyEntry.ALL_TABLES));
    }

    /** @param otherwise what holds where the field is missing; with none, it may not be */
    private List<String> texts(String field, String what, List<String> otherwise) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() && !otherwise.isEmpty()) {
            return otherwise;
        }
        List<String> texts = new ArrayList<>();
        boolean clean = value.isArray();
        for (JsonNode one : value) {
            clean &= one.isTextual() && !one.asText().isBlank();
            texts.add(one.asText());
        }
        if (!clean || texts.isEmpty()) {
            fault("'" + field + "' " + what);
            return List.of();
        }
        return texts;
    }

    private OptionalInt requestsPerMinute() {
        JsonNode value = node.path("requestsPerMinute");
        if (value.isMissingNode()) {
            return OptionalInt.empty();
        }
        if (!value.isInt() || value.asInt() < 1 || value.asInt() > KeyEntry.MOST_REQUESTS_PER_MINUTE) {
            fault("'requestsPerMinute' is a whole number from 1 to " + KeyEntry.MOST_REQUESTS_PER_MINUTE
                    + "; leave it out for the server's own limit");
            return OptionalInt.empty();
        }
        return OptionalInt.of(value.asInt());
    }
}
