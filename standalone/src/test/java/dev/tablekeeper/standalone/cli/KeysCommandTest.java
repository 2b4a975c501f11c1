package dev.tablekeeper.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.key.KeyEntries;
import dev.tablekeeper.model.key.KeyEntry;
import dev.tablekeeper.model.key.Scope;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class KeysCommandTest {
    @Test
    void aKeyIsPrintedOnceWithTheEntryThatKnowsIt() {
        Ran ran = run("keys", "new", "ci", "--scopes", "read,insert", "--tables", "a,b", "--requests-per-minute", "30");

        List<String> lines = ran.out().lines().toList();
        assertThat(ran.exitCode()).isZero();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).matches("tk_[A-Za-z0-9_-]{43}");
        assertThat(KeyEntries.parse("[" + lines.get(1) + "]"))
                .containsExactly(new KeyEntry(
                        "ci",
                        Optional.of(KeyEntry.fingerprint(lines.get(0))),
                        Optional.empty(),
                        List.of(Scope.READ, Scope.INSERT),
                        List.of("a", "b"),
                        OptionalInt.of(30)));
        assertThat(ran.err())
                .contains("TABLEKEEPER_API_KEYS")
                .contains("X-API-Key")
                .doesNotContain(lines.get(0));
    }

    @Test
    void asJsonBothAreInOneObject() throws IOException {
        Ran ran = run("keys", "new", "ci", "--scopes", "load", "--json");

        JsonNode both = Json.MAPPER.readTree(ran.out());
        assertThat(both.path("entry").path("sha256").asText())
                .isEqualTo(KeyEntry.fingerprint(both.path("key").asText()));
        assertThat(both.path("entry").path("tables").toString()).isEqualTo("[\"*\"]");
        assertThat(both.path("entry").has("requestsPerMinute")).isFalse();
    }

    @Test
    void noTwoKeysAreAlike() {
        assertThat(run("keys", "new", "ci", "--scopes", "read").out())
                .isNotEqualTo(run("keys", "new", "ci", "--scopes", "read").out());
    }

    @Test
    void whatTheServerWouldNotTakeIsNotMade() {
        Map<List<String>, String> wrong = Map.of(
                List.of("keys"), "new",
                List.of("keys", "new", "ci"), "--scopes",
                List.of("keys", "new", "ci", "--scopes", "reed"), "did you mean 'read'?",
                List.of("keys", "new", "a b", "--scopes", "read"), "'name'",
                List.of("keys", "new", "anonymous", "--scopes", "read"), "choose another",
                List.of("keys", "new", "ci", "--scopes", "read", "--requests-per-minute", "0"), "whole number");

        wrong.forEach((arguments, said) -> {
            Ran ran = run(arguments.toArray(String[]::new));
            assertThat(ran.exitCode()).as("%s", arguments).isEqualTo(ExitCode.USAGE);
            assertThat(ran.err()).contains(said);
            assertThat(ran.out()).isEmpty();
        });
    }

    private static Ran run(String... arguments) {
        return Ran.with(Map.of(), new byte[0], arguments);
    }
}
