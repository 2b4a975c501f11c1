package dev.tablekeeper.model.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class KeyEntriesTest {
    private static final String HASH = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

    @Test
    void anEntryIsRead() {
        List<KeyEntry> entries = KeyEntries.parse("[{\"name\":\"a.b@c-1\",\"sha256\":\"" + HASH.toUpperCase(Locale.ROOT)
                + "\",\"scopes\":[\"read\",\"load\",\"read\"],\"tables\":[\"people\"],\"requestsPerMinute\":60},"
                + "{\"name\":\"flow\",\"email\":\"Flow@Example.com\",\"scopes\":[\"backup\"]}]");

        assertThat(entries)
                .containsExactly(
                        new KeyEntry(
                                "a.b@c-1",
                                Optional.of(HASH),
                                Optional.empty(),
                                List.of(Scope.READ, Scope.LOAD),
                                List.of("people"),
                                OptionalInt.of(60)),
                        new KeyEntry(
                                "flow",
                                Optional.empty(),
                                Optional.of("flow@example.com"),
                                List.of(Scope.BACKUP),
                                List.of("*"),
                                OptionalInt.empty()));
    }

    @Test
    void theFingerprintIsWhatShaPrintsForTheSameText() {
        assertThat(KeyEntry.fingerprint("secret")).isEqualTo(HASH);
    }

    @Test
    void whatIsWrittenIsRead() {
        KeyEntry entry = new KeyEntry(
                "n", Optional.of(HASH), Optional.empty(), List.of(Scope.READ), List.of("*"), OptionalInt.of(5));

        assertThat(KeyEntries.parse("[" + Json.write(entry) + "]")).containsExactly(entry);
        assertThat(Json.write(entry))
                .isEqualTo("{\"name\":\"n\",\"sha256\":\"" + HASH
                        + "\",\"scopes\":[\"read\"],\"tables\":[\"*\"],\"requestsPerMinute\":5}");
    }

    @Test
    void eachFaultSaysWhichEntryAndWhatToDo() {
        Map<String, String> faults = Map.ofEntries(
                Map.entry("{\"sha256\":\"" + HASH + "\",\"scopes\":[\"read\"]}", "entry 1: 'name' is missing"),
                Map.entry(entry("\"name\":\"a b\""), "entry 1: 'name' is missing, or is not"),
                Map.entry(entry("\"name\":\"anonymous\""), "entry 1 ('anonymous'): 'name' is what those without a key"),
                Map.entry("{\"name\":\"n\",\"scopes\":[\"read\"]}", "entry 1 ('n'): it has either 'sha256' or 'email'"),
                Map.entry(
                        "{\"name\":\"n\",\"sha256\":\"" + HASH + "\",\"email\":\"a@b\",\"scopes\":[\"read\"]}",
                        "entry 1 ('n'): it has either 'sha256' or 'email'"),
                Map.entry(
                        "{\"name\":\"n\",\"sha256\":\"tk_plain\",\"scopes\":[\"read\"]}",
                        "entry 1 ('n'): 'sha256' is the SHA-256"),
                Map.entry(
                        "{\"name\":\"n\",\"email\":\"nobody\",\"scopes\":[\"read\"]}",
                        "'email' is an account's address"),
                Map.entry("{\"name\":\"n\",\"sha256\":\"" + HASH + "\"}", "'scopes' is a list of scopes: read, insert"),
                Map.entry("{\"name\":\"n\",\"sha256\":\"" + HASH + "\",\"scopes\":[\"reed\"]}", "did you mean 'read'?"),
                Map.entry("{\"name\":\"n\",\"sha256\":\"" + HASH + "\",\"scopes\":\"read\"}", "'scopes' is a list"),
                Map.entry(entry("\"name\":\"n\",\"tables\":[]"), "'tables' is a list of tables"),
                Map.entry(entry("\"name\":\"n\",\"tables\":[7]"), "'tables' is a list of tables"),
                Map.entry(entry("\"name\":\"n\",\"requestsPerMinute\":0"), "'requestsPerMinute' is a whole number"),
                Map.entry(
                        entry("\"name\":\"n\",\"requestsPerMinute\":\"60\""), "'requestsPerMinute' is a whole number"),
                Map.entry(entry("\"name\":\"n\",\"table\":[\"a\"]"), "'table' is no field of an entry"),
                Map.entry("7", "entry 1: it is a JSON object"),
                Map.entry(
                        entry("\"name\":\"n\"") + "," + entry("\"name\":\"m\""),
                        "entry 2 ('m'): 'sha256' is another entry's too"),
                Map.entry(
                        entry("\"name\":\"n\"") + ",{\"name\":\"n\",\"email\":\"a@b\",\"scopes\":[\"read\"]}",
                        "entry 2 ('n'): 'name' is another entry's too"));

        faults.forEach((entries, fault) -> assertThatThrownBy(() -> KeyEntries.parse("[" + entries + "]"))
                .as(entries)
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.type()).isEqualTo(FailureType.INVALID_REQUEST))
                .hasMessageContaining(fault));
    }

    @Test
    void allFaultsAreSaidAtOnce() {
        assertThatThrownBy(() -> KeyEntries.parse("[7,{\"name\":\"n\"}]"))
                .message()
                .satisfies(message -> assertThat(message.lines()).hasSize(3));
    }

    @Test
    void whatIsNoListIsSaidWithoutQuotingIt() {
        for (String text :
                List.of("tk_secret", "{\"name\":\"tk_secret\"}", "[{\"name\":tk_secret}]", "[", "", "\"tk_secret\"")) {
            assertThatThrownBy(() -> KeyEntries.parse(text))
                    .as(text)
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("list")
                    .hasMessageNotContaining("tk_secret");
        }
    }

    private static String entry(String fields) {
        return "{" + fields + ",\"sha256\":\"" + HASH + "\",\"scopes\":[\"read\"]}";
    }
}
