package dev.tablekeeper.stores.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.SecretStore;
import dev.tablekeeper.stores.StoreFailure;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link SecretStore} must do. */
public abstract class SecretStoreContract {

    /** The store of this test. */
    protected abstract SecretStore store();

    /** Puts a secret into the store as its owner does, in the place of what it was before. */
    protected abstract void put(String name, String text);

    @Test
    void aSecretIsReadAsItIsNow() {
        assertThat(store().read("api-keys")).isEmpty();
        put("api-keys", "first");
        assertThat(store().read("api-keys")).contains("first");
        put("api-keys", "second");
        assertThat(store().read("api-keys")).contains("second");
    }

    @Test
    void aStoreThatIsOpenSeesAChange() {
        SecretStore open = store();
        assertThat(open.read("key")).isEmpty();
        put("key", "first");
        assertThat(open.read("key")).contains("first");
        put("key", "second");
        assertThat(open.read("key")).contains("second");
    }

    @Test
    void itsTextIsKeptButForOneClosingLineBreak() {
        for (String text : List.of("", " ", "ä😀", "a\nb", "{\n  \"name\": 1\n}", "\ta\r\nb ")) {
            for (String end : List.of("", "\n", "\r\n")) {
                put("key", text + end);
                assertThat(store().read("key")).contains(text);
            }
        }
        put("key", "a\n\n");
        assertThat(store().read("key")).contains("a\n");
    }

    @Test
    void secretsAreToldApartByTheirWholeNames() {
        put("key", "one");
        put("key2", "two");
        put("other_KEY-3", "three");

        assertThat(store().read("key")).contains("one");
        assertThat(store().read("key2")).contains("two");
        assertThat(store().read("other_KEY-3")).contains("three");
        assertThat(store().read("ke")).isEmpty();
    }

    @Test
    void whatIsNoNameIsRefused() {
        for (String name : List.of("", ".", "..", "../key", "a/b", "a.b", "a b", "a\nb", "ä", "x".repeat(256))) {
            assertThatThrownBy(() -> store().read(name))
                    .as(name)
                    .isInstanceOfSatisfying(
                            StoreFailure.class, e -> assertThat(e.type()).isEqualTo(FailureType.INVALID_REQUEST));
        }
        assertThat(store().read("x".repeat(255))).isEqualTo(Optional.empty());
    }
}
