package dev.tablekeeper.stores.google.cloudstorage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.google.liar.Fault;
import dev.tablekeeper.stores.google.liar.Faults;
import dev.tablekeeper.stores.google.liar.Request;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CloudStorageObjectStoreTest {
    private final StorageWorld world = new StorageWorld();
    private final CloudStorageObjectStore store = world.store();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aPlaceIsABucketAndAPrefix() {
        CloudStorageObjectStore below = world.store("gs://bucket/table/keeper/");
        below.write("a/b", Condition.absent(), "x");

        assertThat(below.uri("a/b")).isEqualTo("gs://bucket/table/keeper/a/b");
        assertThat(world.bucket().object("table/keeper/a/b")).isPresent();
        assertThat(below.list("", "", 10)).extracting(StoredObject::name).containsExactly("a/b");
        for (String uri :
                List.of("", "bucket", "gs://", "gs:///a", "gs://Bucket", "gs://bucket//", "gs://bucket/a//b")) {
            assertFails(FailureType.INVALID_REQUEST, () -> BucketPlace.of(uri));
        }
        String long1000 = String.join("/", java.util.Collections.nCopies(5, "x".repeat(200)));
        assertFails(
                FailureType.INVALID_REQUEST,
                () -> world.store("gs://bucket/" + "p".repeat(50)).find(long1000));
    }

    @Test
    void whatOthersPutThereUnderNamesThatAreNoneIsPassedOver() {
        for (String name : List.of("folder/", "a//b", "/c", "d/../e", "f")) {
            world.bucket().put(name, new byte[0], Map.of());
        }

        assertThat(store.list("", "", 10)).extracting(StoredObject::name).containsExactly("f");
    }

    @Test
    void whatIsNotAllowedSaysWhichRoleAllowsIt() {
        StoredObject object = store.write("a", Condition.any(), "x");
        world.server().lie(Faults.always(Fault.status(403, "forbidden")));

        for (ThrowingCallable call : calls(store, object)) {
            assertFails(FailureType.PERMISSION_DENIED, "roles/storage.objectUser", call);
        }
        assertThat(world.server().calls())
                .as("nothing is tried again")
                .hasSize(calls(store, object).size());
    }

    @Test
    void credentialsThatAreNotAcceptedAreAFailureAtOnce() {
        StoredObject object = store.write("a", Condition.any(), "x");
        world.server().lie(Faults.always(Fault.status(401, "authError")));

        for (ThrowingCallable call : calls(store, object)) {
            assertFails(FailureType.PERMISSION_DENIED, "credentials", call);
        }
    }

    @Test
    void aBucketThatIsNotThereIsSaidByWritingAndListing() {
        CloudStorageObjectStore elsewhere = world.store("gs://elsewhere");

        assertFails(FailureType.PERMISSION_DENIED, "elsewhere", () -> elsewhere.write("a", Condition.any(), "x"));
        assertFails(FailureType.PERMISSION_DENIED, "elsewhere", () -> elsewhere.list("", "", 1));
        assertFails(FailureType.PERMISSION_DENIED, "elsewhere", () -> writeMuch(elsewhere, "a"));
        assertThat(elsewhere.find("a")).isEmpty();
    }

    private static List<ThrowingCallable> calls(CloudStorageObjectStore store, StoredObject object) {
        return List.of(
                () -> store.find("a"),
                () -> store.read("a"),
                () -> store.write("a", Condition.any(), "x"),
                () -> store.delete("a", Condition.any()),
                () -> store.delete("a", Condition.generation(1)),
                () -> store.list("", "", 1),
                () -> store.read(object, 0, 1),
                () -> store.crc32c(object),
                () -> store.copy(object, "b", Condition.any()),
                () -> store.move(object, "b"),
                () -> writeMuch(store, "a"));
    }

    @Test
    void anObjectThatChangesWhileItIsReadIsNeverAMixture() throws IOException {
        StoredObject object = store.write("a", Condition.any(), Errand.much(1));
        int calls = world.server().calls().size();
        // The first answer breaks off; when the rest is asked for, another generation is there.
        world.server().lie((call, request) -> {
            if (call == 0) {
                return new Fault.Cut();
            }
            if (call == 1) {
                world.bucket().put("a", Errand.much(2), Map.of());
            }
            return Fault.none();
        });
        assertThat(calls).isPositive();

        try (InputStream in = store.read(object, 0, Long.MAX_VALUE)) {
            assertFails(FailureType.SOURCE_CHANGED, in::readAllBytes);
        }
    }

    @Test
    void aReadingThatIsDeletedUnderneathSaysSo() throws IOException {
        StoredObject object = store.write("a", Condition.any(), Errand.much(1));
        InputStream in = store.read(object, 0, Long.MAX_VALUE);
        assertThat(in.read()).isNotNegative();
        store.delete("a", Condition.any());

        assertFails(FailureType.SOURCE_MISSING, in::close);
        in.close();
    }

    @Test
    void whatWasMangledOnTheWayUpIsNotThere() {
        for (boolean noticed : new boolean[] {true, false}) {
            world.server().lie(Faults.none());
            world.bucket().mangleNext(noticed);
            assertFails(FailureType.UNAVAILABLE, "CRC32C", () -> store.write("a", Condition.absent(), "content"));
            assertThat(store.find("a")).isEmpty();

            world.bucket().mangleNext(noticed);
            assertFails(FailureType.UNAVAILABLE, "CRC32C", () -> writeMuch(store, "a"));
            assertThat(store.find("a")).isEmpty();
            assertThat(world.server().calls().stream()
                            .anyMatch(request -> request.method().equals("DELETE")))
                    .as("it was there until it was deleted")
                    .isEqualTo(!noticed);
        }
        store.write("a", Condition.absent(), "content");
        assertThat(store.read("a")).contains("content".getBytes(UTF_8));
    }

    @Test
    void whatIsMangledOnTheWayDownIsNotHandedOutAsWhole() throws IOException {
        StoredObject object = store.write("a", Condition.any(), Errand.much(1));
        world.bucket().damage("a");

        assertFails(FailureType.UNAVAILABLE, "CRC32C", () -> store.read("a"));
        try (InputStream in = store.read(object, 0, Long.MAX_VALUE)) {
            assertFails(FailureType.UNAVAILABLE, "CRC32C", in::readAllBytes);
        }
    }

    @Test
    void aRequestThatArrivesLateChangesNothing() throws Exception {
        StoredObject a = store.write("a", Condition.any(), "a");
        StoredObject b = store.write("b", Condition.any(), "b");
        store.write("a", Condition.any(), "again");
        StoredObject again = store.find("a").orElseThrow();
        store.copy(b, "a", Condition.any());
        store.delete("a", Condition.any());
        store.move(b, "a");
        writeMuch(store, "a");
        StoredObject last = store.write("a", Condition.any(), "last");
        List<Request> requests = world.server().calls();
        assertThat(again.generation()).isNotEqualTo(a.generation());

        for (int round = 0; round < 2; round++) {
            for (Request request : requests) {
                world.bucket().handle(request);
            }
        }

        // The first request of all, absent when it came, would be right again if its object were gone: it is not.
        assertThat(store.find("a")).contains(last);
    }

    @Test
    void aMoveKeepsWhatIsSaidOfTheObject() {
        world.bucket().put("incoming/a.csv", "1,2".getBytes(UTF_8), Map.of("delimiter", ";"));
        StoredObject from = store.find("incoming/a.csv").orElseThrow();

        store.move(from, "loaded/a.csv");

        assertThat(world.bucket().object("loaded/a.csv").orElseThrow().metadata("delimiter"))
                .contains(";");
    }

    @Test
    void aMoveThatIsRepeatedLeavesAloneWhatCameAfterIt() {
        StoredObject from = store.write("a", Condition.any(), "first");
        StoredObject moved = store.move(from, "b");
        StoredObject next = store.write("a", Condition.any(), "second");

        assertThat(store.move(from, "b")).isEqualTo(moved);
        assertThat(store.find("a")).contains(next);
    }

    @Test
    void requestsAreFew() throws IOException {
        assertThat(requests(() -> store.write("new", Condition.absent(), "x"))).isEqualTo(1);
        assertThat(requests(() -> store.write("newer", Condition.any(), "x"))).isEqualTo(1);
        assertThat(requests(() -> store.write("newer", Condition.any(), "y"))).isEqualTo(3);
        assertThat(requests(() -> store.find("new"))).isEqualTo(1);
        assertThat(requests(() -> store.read("new"))).isEqualTo(1);
        StoredObject object = writeMuch(store, "much");
        assertThat(requests(() -> store.read(object, 0, Long.MAX_VALUE).readAllBytes()))
                .isEqualTo(1);
        assertThat(requests(() -> {
                    try (InputStream in = store.read(object, 7, 300_000)) {
                        in.readAllBytes();
                    }
                }))
                .isEqualTo(1);
        assertThat(requests(() -> store.crc32c(object))).isEqualTo(1);
        assertThat(requests(() -> store.copy(object, "copy", Condition.absent())))
                .isEqualTo(2);
        assertThat(requests(() -> store.move(object, "moved"))).isEqualTo(3);
        assertThat(requests(() -> store.delete("moved", Condition.any()))).isEqualTo(2);
    }

    @Test
    void requestsOneAfterTheOtherShareAConnection() throws IOException {
        StoredObject object = writeMuch(store, "a");
        world.server().lie(Faults.none());
        for (int i = 0; i < 20; i++) {
            store.read("a");
            store.find("a");
            try (InputStream in = store.read(object, 5, 300_000)) {
                in.readAllBytes();
            }
            store.write("b", Condition.any(), "x");
            store.copy(object, "c", Condition.any());
            store.list("", "", 10);
            store.delete("b", Condition.any());
        }

        assertThat(world.server().connections()).isLessThanOrEqualTo(2);
    }

    private int requests(ThrowingCallable call) {
        world.server().lie(Faults.none());
        try {
            call.call();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        return world.server().calls().size();
    }

    private static StoredObject writeMuch(CloudStorageObjectStore store, String name) {
        try (ObjectWriter writer = store.create(name, Condition.any())) {
            writer.write(Errand.much(3), 0, Errand.MUCH);
            return writer.commit();
        }
    }

    private static void assertFails(FailureType type, ThrowingCallable call) {
        assertFails(type, "", call);
    }

    private static void assertFails(FailureType type, String said, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StoreFailure.class, e -> {
            assertThat(e.type()).isEqualTo(type);
            assertThat(e.getMessage()).contains(said);
        });
    }
}
