package dev.tablekeeper.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.key.KeyEntry;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.SecretStore;
import dev.tablekeeper.stores.StoreFailure;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ApiKeysTest {
    private Optional<String> stored = Optional.of("[" + entry("first") + "]");
    private Optional<RuntimeException> away = Optional.empty();
    private int looks;
    private long now;

    private final SecretStore store = name -> {
        looks++;
        away.ifPresent(e -> {
            throw e;
        });
        return stored;
    };

    private static String entry(String name) {
        return "{\"name\":\"" + name + "\",\"sha256\":\"" + KeyEntry.fingerprint(name) + "\",\"scopes\":[\"read\"]}";
    }

    private ApiKeys keys() {
        return new ApiKeys(store, ApiKeys.SECRET, false, () -> now);
    }

    private void pass(int seconds) {
        now += seconds * 1_000_000_000L;
    }

    @Test
    void theSecretIsLookedAtOnceInAFewSeconds() {
        ApiKeys keys = keys();
        for (int i = 0; i < 100; i++) {
            assertThat(keys.ofKey("first").orElseThrow().name()).isEqualTo("first");
        }
        assertThat(looks).isEqualTo(1);
        pass(4);
        keys.ofKey("first");
        keys.ofKey("first");
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void aNewListTakesTheOldOnesPlace() {
        ApiKeys keys = keys();
        Caller first = keys.ofKey("first").orElseThrow();
        stored = Optional.of("[" + entry("second") + "]");
        assertThat(keys.ofKey("second")).isEmpty();
        pass(4);

        assertThat(keys.ofKey("second")).isPresent();
        assertThat(keys.ofKey("first")).isEmpty();
        assertThat(keys.holds(first)).isFalse();
    }

    @Test
    void aCallerWhoseEntryChangedIsNotWhoItWas() {
        ApiKeys keys = keys();
        Caller first = keys.ofKey("first").orElseThrow();
        stored = Optional.of("[" + entry("first").replace("\"read\"", "\"load\"") + "]");
        pass(4);

        assertThat(keys.holds(first)).isFalse();
        assertThat(keys.holds(keys.ofKey("first").orElseThrow())).isTrue();
    }

    @Test
    void aGarbledListKeepsTheLastGoodOneAndIsReadWhenMended() {
        ApiKeys keys = keys();
        for (String garbled : new String[] {"[", "{}", "[{\"name\":\"x\"}]", ""}) {
            stored = Optional.of(garbled);
            pass(4);
            assertThat(keys.ofKey("first")).as(garbled).isPresent();
        }
        stored = Optional.of("[" + entry("second") + "]");
        pass(4);
        assertThat(keys.ofKey("first")).isEmpty();
        assertThat(keys.ofKey("second")).isPresent();
    }

    @Test
    void aListThatIsGoneOrOutOfReachKeepsTheLastGoodOne() {
        ApiKeys keys = keys();
        stored = Optional.empty();
        pass(4);
        assertThat(keys.ofKey("first")).isPresent();
        away = Optional.of(new StoreFailure(FailureType.UNAVAILABLE, "the store is away"));
        pass(4);
        assertThat(keys.ofKey("first")).isPresent();
    }

    @Test
    void anEmptyListLetsNobodyIn() {
        ApiKeys keys = keys();
        stored = Optional.of("[]");
        pass(4);
        assertThat(keys.any()).isFalse();
        assertThat(keys.ofKey("first")).isEmpty();
    }

    @Test
    void aFaultAtTheStartSaysWhichEntryAndHow() {
        stored = Optional.of("[" + entry("first") + ",{\"name\":\"second\",\"scopes\":[\"raed\"]}]");

        assertThatThrownBy(this::keys)
                .isInstanceOf(Failure.class)
                .hasMessageContaining("'tablekeeper-api-keys'")
                .hasMessageContaining("entry 2 ('second'): 'scopes' names 'raed', which is none; did you mean 'read'?")
                .hasMessageContaining("entry 2 ('second'): it has either 'sha256' or 'email'");
    }

    @Test
    void anAccountWithoutAnAudienceIsAFault() {
        stored = Optional.of("[{\"name\":\"flow\",\"email\":\"a@example.com\",\"scopes\":[\"read\"]}]");

        assertThatThrownBy(this::keys).hasMessageContaining("TABLEKEEPER_AUDIENCE");
        assertThat(new ApiKeys(store, ApiKeys.SECRET, true, () -> now).ofAccount("A@Example.com"))
                .isPresent();
    }

    @Test
    void aSlowStoreHoldsUpOneRequestAlone() {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        ApiKeys keys = new ApiKeys(
                name -> {
                    if (now > 0) {
                        asked.countDown();
                        await(answer);
                    }
                    return Optional.of("[" + entry("first") + "]");
                },
                ApiKeys.SECRET,
                false,
                () -> now);
        pass(4);
        CompletableFuture<?> held = CompletableFuture.runAsync(keys::any);
        await(asked);

        assertThat(keys.ofKey("first")).isPresent();
        answer.countDown();
        held.join();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
