package dev.tablekeeper.stores.google.secretmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.SecretStore;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.contract.SecretStoreContract;
import dev.tablekeeper.stores.google.GoogleAccess;
import dev.tablekeeper.stores.google.liar.Fault;
import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.LiarServer;
import dev.tablekeeper.stores.google.liar.SecretManagerLiar;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SecretManagerSecretsTest extends SecretStoreContract {
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final SecretManagerLiar liar = new SecretManagerLiar("p");
    private final LiarServer server = new LiarServer(liar, Faults.none());
    private final SecretVersions versions =
            SecretVersions.open(GoogleAccess.none(server.address()), Duration.ofMillis(1));
    private Instant now = Instant.parse("2026-11-25T00:00:00Z");

    @AfterEach
    void close() {
        versions.close();
        server.close();
    }

    @Override
    protected SecretStore store() {
        return store("projects/p");
    }

    private SecretStore store(String place) {
        return new SecretManagerSecrets(versions, SecretPlace.of(place), () -> now);
    }

    /** What is put counts when what was read before is not fresh any more. */
    @Override
    protected void put(String name, String text) {
        liar.add(name, text);
        pass(FRESH);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void whileItIsFreshItIsNotReadAgain() {
        put("key", "first");
        SecretStore store = store();
        assertThat(store.read("key")).contains("first");
        liar.add("key", "second");
        pass(FRESH.minusMillis(1));

        assertThat(store.read("key")).contains("first");
        assertThat(server.calls()).hasSize(1);
        pass(Duration.ofMillis(1));
        assertThat(store.read("key")).contains("second");
    }

    @Test
    void aVersionCanBePinned() {
        put("key", "first");
        put("key", "second");
        put("other", "other");

        SecretStore pinned = store("projects/p?key=1");
        assertThat(pinned.read("key")).contains("first");
        assertThat(pinned.read("other")).contains("other");
        assertThat(store("projects/p?key=7").read("key")).isEmpty();
        for (String place : List.of(
                "", "p", "projects/", "projects/p?", "projects/p?key", "projects/p?key=a/b", "projects/p?a.b=1")) {
            assertThatThrownBy(() -> SecretPlace.of(place))
                    .as(place)
                    .isInstanceOfSatisfying(
                            StoreFailure.class, e -> assertThat(e.type()).isEqualTo(FailureType.INVALID_REQUEST));
        }
    }

    @Test
    void oneFaultDoesNoHarm() {
        put("key", "text");
        for (Fault fault : List.of(
                new Fault.LostBefore(),
                new Fault.LostAfter(),
                new Fault.Cut(),
                Fault.status(429, "RESOURCE_EXHAUSTED"),
                Fault.status(503, "UNAVAILABLE"))) {
            server.lie(Faults.at(0, fault));
            try {
                assertThat(store().read("key")).as("%s", fault).contains("text");
            } catch (StoreFailure e) {
                assertThat(e.type().remedy()).as("%s", fault).isEqualTo(FailureType.Remedy.WAIT);
            }
            assertThat(store().read("key")).as("%s", fault).contains("text");
        }
    }

    @Test
    void whatWasReadCountsForAnHourWhileNobodyAnswers() {
        put("key", "first");
        SecretStore store = store();
        assertThat(store.read("key")).contains("first");
        server.lie(Faults.always(Fault.status(503, "UNAVAILABLE")));
        pass(FRESH);
        assertThat(store.read("key")).contains("first");
        int calls = server.calls().size();
        assertThat(calls).isBetween(1, 3);
        assertThat(store.read("key")).contains("first");
        assertThat(server.calls()).as("an outage costs a call now and then").hasSize(calls);

        pass(Duration.ofMinutes(58));
        assertThat(store.read("key")).contains("first");
        pass(Duration.ofMinutes(1));
        assertFails(FailureType.UNAVAILABLE, store);

        server.lie(Faults.none());
        assertThat(store.read("key")).contains("first");
    }

    @Test
    void anAnswerCountsAtOnce() {
        put("key", "first");
        SecretStore store = store();
        assertThat(store.read("key")).contains("first");
        pass(FRESH);
        server.lie(Faults.always(Fault.status(403, "PERMISSION_DENIED")));
        assertThat(assertFails(FailureType.PERMISSION_DENIED, store)).contains("roles/secretmanager.secretAccessor");

        server.lie(Faults.none());
        assertThat(store.read("key")).contains("first");
        pass(FRESH);
        liar.remove("key");
        assertThat(store.read("key")).isEmpty();
    }

    @Test
    void aVersionThatIsDisabledIsNotPassedOverInSilence() {
        put("key", "first");
        liar.disable();

        assertThat(assertFails(FailureType.NOT_POSSIBLE, store())).contains("disabled", "pin another");
    }

    @Test
    void whatWasMangledOrIsNoTextIsRefused() {
        liar.add("key", new byte[] {(byte) 0xff, 0});
        assertFails(FailureType.DAMAGED, store());
        put("key", "text");
        liar.mangle();
        assertFails(FailureType.UNAVAILABLE, store());
    }

    private static String assertFails(FailureType type, SecretStore store) {
        try {
            throw new AssertionError("it was read: " + store.read("key").isPresent());
        } catch (StoreFailure e) {
            assertThat(e.type()).isEqualTo(type);
            return e.getMessage();
        }
    }
}
