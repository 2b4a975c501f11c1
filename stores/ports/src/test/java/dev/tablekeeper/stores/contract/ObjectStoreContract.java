package dev.tablekeeper.stores.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link ObjectStore} must do, listings apart ({@link ObjectListingContract}). */
@Timeout(120)
public abstract class ObjectStoreContract {
    private static final int LARGE = 3_000_001;
    private static final int RACERS = 8;

    protected ObjectStore store;

    /** Opens the store of this test: empty at first, later what the test left in it. */
    protected abstract ObjectStore open();

    @BeforeEach
    void openEmpty() {
        store = open();
    }

    // Writing and reading

    @Test
    void whatWasWrittenIsThere() {
        StoredObject written = store.write("folder/a.csv", Condition.any(), "1,Ada\n");

        assertThat(written.name()).isEqualTo("folder/a.csv");
        assertThat(written.size()).isEqualTo(6);
        assertThat(written.generation()).isPositive();
        assertThat(store.find("folder/a.csv")).contains(written);
        assertThat(text("folder/a.csv")).contains("1,Ada\n");
        assertThat(text(written)).isEqualTo("1,Ada\n");
        assertThat(open().find("folder/a.csv")).contains(written);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(store.find("a")).isEmpty();
        assertThat(store.find("no/such/folder")).isEmpty();
        assertThat(store.read("a")).isEmpty();
        assertThat(store.delete("a", Condition.any())).isFalse();
        StoredObject gone = store.write("b", Condition.any(), "x");
        store.delete("b", Condition.any());
        assertFails(FailureType.SOURCE_MISSING, () -> text(gone));
        assertFails(FailureType.SOURCE_MISSING, () -> store.crc32c(gone));
        assertFails(FailureType.SOURCE_MISSING, () -> store.copy(gone, "c", Condition.any()));
        assertFails(FailureType.SOURCE_MISSING, () -> store.move(gone, "c"));
        assertThat(store.find("c")).isEmpty();
    }

    @Test
    void aFolderIsNoObject() {
        store.write("a/b/c", Condition.any(), "x");

        assertThat(store.find("a")).isEmpty();
        assertThat(store.find("a/b")).isEmpty();
        assertThat(store.read("a/b")).isEmpty();
        assertThat(store.delete("a/b", Condition.any())).isFalse();
        assertThat(store.find("a/b/c")).isPresent();
    }

    @Test
    void anObjectMayBeEmpty() {
        StoredObject empty = store.write("empty", Condition.absent(), "");

        assertThat(empty.size()).isZero();
        assertThat(text("empty")).contains("");
        assertThat(text(empty)).isEmpty();
        assertThat(store.crc32c(empty)).isZero();
    }

    @Test
    void aLargeObjectComesBackByteForByte() {
        byte[] content = noise(LARGE);
        StoredObject written;
        try (ObjectWriter writer = store.create("large", Condition.any())) {
            // In pieces of all sizes.
            for (int from = 0, length = 1;
                    from < LARGE;
                    from += length, length = Math.min(2 * length + 1, LARGE - from)) {
                writer.write(content, from, length);
                assertThat(writer.size()).isEqualTo(from + length);
            }
            written = writer.commit();
        }

        assertThat(written.size()).isEqualTo(LARGE);
        assertThat(bytes(written, 0, Long.MAX_VALUE)).isEqualTo(content);
        assertThat(store.read("large")).contains(content);
    }

    @Test
    void aWriterKnowsWhatWasWrittenThroughIt() throws IOException {
        try (ObjectWriter writer = store.create("a", Condition.any())) {
            writer.write('x');
            writer.write("yyz".getBytes(StandardCharsets.UTF_8), 1, 2);
            writer.flush();

            assertThat(writer.size()).isEqualTo(3);
            assertThat(writer.crc32c()).isEqualTo(crc32c("xyz"));
            writer.commit();
        }
        assertThat(text("a")).contains("xyz");
    }

    @Test
    void nothingIsVisibleBeforeItIsCommitted() {
        try (ObjectWriter writer = store.create("folder/new", Condition.any())) {
            write(writer, "half");
            assertThat(store.find("folder/new")).isEmpty();
            assertThat(store.read("folder/new")).isEmpty();
            assertThat(store.list("", "", 10)).isEmpty();

            writer.commit();
            assertThat(text("folder/new")).contains("half");
        }
        assertThat(text("folder/new")).contains("half");
    }

    @Test
    void aWriterThatIsClosedWithoutACommitLeavesAllAsItWas() {
        StoredObject old = store.write("old", Condition.any(), "old");
        try (ObjectWriter writer = store.create("old", Condition.any())) {
            write(writer, "new");
        }
        try (ObjectWriter writer = store.create("folder/new", Condition.absent())) {
            write(writer, "new");
        }

        assertThat(store.list("", "", 10)).containsExactly(old);
        assertThat(text("old")).contains("old");
    }

    @Test
    void writtenAnewItIsAnotherGenerationThoughTheContentBeTheSame() {
        StoredObject first = store.write("a", Condition.any(), "same");
        StoredObject second = store.write("a", Condition.any(), "same");
        store.delete("a", Condition.any());
        StoredObject third = store.write("a", Condition.absent(), "same");

        assertThat(List.of(first.generation(), second.generation(), third.generation()))
                .doesNotHaveDuplicates();
        assertFails(FailureType.SOURCE_CHANGED, () -> text(first));
        assertFails(FailureType.SOURCE_CHANGED, () -> store.crc32c(second));
        assertFails(FailureType.SOURCE_CHANGED, () -> store.copy(first, "b", Condition.any()));
        assertFails(FailureType.SOURCE_CHANGED, () -> store.move(first, "b"));
        assertThat(store.list("", "", 10)).containsExactly(third);
    }

    // Conditions

    @Test
    void aConditionDecidesWhetherItIsWritten() {
        assertFails(FailureType.CONDITION_FAILED, () -> store.write("a", Condition.generation(1), "x"));
        assertThat(store.find("a")).isEmpty();
        StoredObject first = store.write("a", Condition.absent(), "first");
        assertFails(FailureType.CONDITION_FAILED, () -> store.write("a", Condition.absent(), "x"));
        assertFails(
                FailureType.CONDITION_FAILED,
                () -> store.write("a", Condition.generation(first.generation() + 1), "x"));
        assertThat(text("a")).contains("first");

        StoredObject second = store.write("a", Condition.generation(first.generation()), "second");
        assertFails(
                FailureType.CONDITION_FAILED, () -> store.write("a", Condition.generation(first.generation()), "x"));
        assertThat(store.find("a")).contains(second);
        store.write("a", Condition.any(), "third");
        assertThat(text("a")).contains("third");
    }

    @Test
    void aConditionCountsWhenItIsCommitted() {
        try (ObjectWriter late = store.create("a", Condition.absent())) {
            write(late, "late");
            StoredObject first = store.write("a", Condition.absent(), "first");

            assertFails(FailureType.CONDITION_FAILED, late::commit);
            assertThat(store.find("a")).contains(first);
        }
        StoredObject now = store.find("a").orElseThrow();
        try (ObjectWriter writer = store.create("a", Condition.generation(now.generation()))) {
            write(writer, "late");
            store.write("a", Condition.any(), "changed");

            assertFails(FailureType.CONDITION_FAILED, writer::commit);
        }
        assertThat(text("a")).contains("changed");
    }

    @Test
    void aConditionDecidesWhetherItIsDeleted() {
        assertThat(store.delete("a", Condition.generation(1))).isFalse();
        StoredObject first = store.write("a", Condition.any(), "first");
        StoredObject second = store.write("a", Condition.any(), "second");

        assertFails(FailureType.CONDITION_FAILED, () -> store.delete("a", Condition.generation(first.generation())));
        assertThat(store.find("a")).contains(second);
        assertThat(store.delete("a", Condition.generation(second.generation()))).isTrue();
        assertThat(store.delete("a", Condition.generation(second.generation()))).isFalse();
        assertThat(store.find("a")).isEmpty();
    }

    @Test
    void ofManyThatWriteIfAbsentOneDoes() throws Exception {
        for (int round = 0; round < 20; round++) {
            String name = "race/" + round;
            List<Optional<StoredObject>> written =
                    race(racer -> store.write(name, Condition.absent(), Integer.toString(racer)));

            assertThat(written).filteredOn(Optional::isPresent).hasSize(1);
            int winner = written.indexOf(store.find(name));
            assertThat(text(name)).contains(Integer.toString(winner));
        }
    }

    @Test
    void ofManyThatReplaceOneGenerationOneDoes() throws Exception {
        StoredObject last = store.write("a", Condition.any(), "");
        for (int round = 0; round < 20; round++) {
            Condition condition = Condition.generation(last.generation());
            List<Optional<StoredObject>> written = race(racer -> store.write("a", condition, Integer.toString(racer)));

            assertThat(written).filteredOn(Optional::isPresent).hasSize(1);
            last = store.find("a").orElseThrow();
            assertThat(text("a")).contains(Integer.toString(written.indexOf(Optional.of(last))));
        }
    }

    @Test
    void ofManyThatDeleteAndReplaceOneGenerationOneDoes() throws Exception {
        for (int round = 0; round < 20; round++) {
            StoredObject object = store.write("a", Condition.any(), "x");
            Condition condition = Condition.generation(object.generation());
            List<Optional<StoredObject>> done = race(racer -> {
                if (racer % 2 == 0) {
                    return store.write("a", condition, "replaced");
                }
                return store.delete("a", condition) ? object : null;
            });

            assertThat(done).filteredOn(Optional::isPresent).hasSize(1);
            boolean replaced = done.indexOf(done.stream()
                                    .filter(Optional::isPresent)
                                    .findFirst()
                                    .orElseThrow())
                            % 2
                    == 0;
            assertThat(text("a")).isEqualTo(replaced ? Optional.of("replaced") : Optional.empty());
        }
    }

    // Reading a part, and while others write

    @Test
    void anyPartCanBeRead() {
        byte[] content = noise(100_003);
        StoredObject object = store.write("a", Condition.any(), content);
        for (long from : new long[] {0, 1, 8_191, 65_536, 100_002, 100_003, 100_004, Long.MAX_VALUE}) {
            for (long length : new long[] {0, 1, 8_192, 65_537, 100_003, Long.MAX_VALUE}) {
                int begin = (int) Math.min(from, content.length);
                int end = (int) Math.min(content.length, length > content.length ? content.length : begin + length);
                assertThat(bytes(object, from, length))
                        .as("%s bytes from %s", length, from)
                        .isEqualTo(Arrays.copyOfRange(content, begin, end));
            }
        }
    }

    @Test
    void whoReadsToTheEndHasReadOneGeneration() throws IOException {
        byte[] old = new byte[LARGE];
        Arrays.fill(old, (byte) 'o');
        byte[] young = new byte[LARGE];
        Arrays.fill(young, (byte) 'y');
        for (boolean replaced : new boolean[] {true, false}) {
            StoredObject object = store.write("a", Condition.any(), old);
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            try (InputStream in = store.read(object, 0, Long.MAX_VALUE)) {
                read.write(in.readNBytes(10));
                if (replaced) {
                    store.write("a", Condition.any(), young);
                } else {
                    store.delete("a", Condition.any());
                }
                in.transferTo(read);
                assertThat(read.toByteArray()).isEqualTo(old);
            } catch (StoreFailure e) {
                assertThat(e.type()).isEqualTo(replaced ? FailureType.SOURCE_CHANGED : FailureType.SOURCE_MISSING);
                assertThat(read.toByteArray()).containsOnly('o').hasSizeLessThan(LARGE);
            }
        }
    }

    @Test
    void whoStopsReadingLearnsOfAChangeInTheEnd() throws IOException {
        byte[] old = new byte[LARGE];
        Arrays.fill(old, (byte) 'o');
        StoredObject object = store.write("a", Condition.any(), old);
        InputStream in = store.read(object, 0, Long.MAX_VALUE);
        assertThat(in.readNBytes(1_000)).containsOnly('o');
        store.write("a", Condition.any(), "young");
        try {
            in.close();
        } catch (StoreFailure e) {
            assertThat(e.type()).isEqualTo(FailureType.SOURCE_CHANGED);
            return;
        }
        // Only a store that still has the old generation may be silent.
        assertThat(bytes(object, 0, Long.MAX_VALUE)).isEqualTo(old);
    }

    @Test
    void aSmallObjectIsReadWholeWhileItIsReplacedAgainAndAgain() throws Exception {
        store.write("a", Condition.any(), "0".repeat(1_000));
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Future<?> writer = threads.submit(() -> {
                for (int i = 0; !stop.get(); i++) {
                    store.write("a", Condition.any(), Integer.toString(i % 10).repeat(1_000 + i % 10));
                }
            });
            List<Future<?>> readers = new ArrayList<>();
            for (int reader = 0; reader < 2; reader++) {
                readers.add(threads.submit(() -> {
                    for (int i = 0; i < 200; i++) {
                        String text = text("a").orElseThrow();
                        assertThat(text.chars().distinct().count()).isEqualTo(1);
                    }
                }));
            }
            for (Future<?> reader : readers) {
                reader.get();
            }
            stop.set(true);
            writer.get();
        } finally {
            stop.set(true);
            threads.shutdownNow();
        }
    }

    // Copying and moving

    @Test
    void aCopyIsAnObjectOfItsOwn() {
        StoredObject from = store.write("a", Condition.any(), "content");
        StoredObject copy = store.copy(from, "folder/b", Condition.absent());

        assertThat(copy.name()).isEqualTo("folder/b");
        assertThat(copy.size()).isEqualTo(7);
        assertThat(store.find("folder/b")).contains(copy);
        assertThat(store.find("a")).contains(from);
        store.write("a", Condition.any(), "other");
        assertThat(text(copy)).isEqualTo("content");
    }

    @Test
    void aCopyCanBeMadeAgainAndUnderItsOwnName() {
        StoredObject from = store.write("a", Condition.any(), "content");
        StoredObject first = store.copy(from, "b", Condition.any());
        StoredObject second = store.copy(from, "b", Condition.any());
        assertThat(second.generation()).isNotEqualTo(first.generation());
        assertThat(text("b")).contains("content");

        StoredObject itself = store.copy(from, "a", Condition.generation(from.generation()));
        assertThat(itself.generation()).isNotEqualTo(from.generation());
        assertThat(text(itself)).isEqualTo("content");
    }

    @Test
    void aConditionOfACopyIsOnItsTarget() {
        StoredObject from = store.write("a", Condition.any(), "content");
        StoredObject there = store.write("b", Condition.any(), "there");

        assertFails(FailureType.CONDITION_FAILED, () -> store.copy(from, "b", Condition.absent()));
        assertFails(FailureType.CONDITION_FAILED, () -> store.copy(from, "c", Condition.generation(1)));
        assertThat(store.find("b")).contains(there);
        store.copy(from, "b", Condition.generation(there.generation()));
        assertThat(text("b")).contains("content");
    }

    @Test
    void aMovedObjectIsUnderItsNewNameOnly() {
        StoredObject from = store.write("incoming/a", Condition.any(), "content");
        StoredObject moved = store.move(from, "loaded/x/a");

        assertThat(moved.name()).isEqualTo("loaded/x/a");
        assertThat(moved.size()).isEqualTo(7);
        assertThat(store.list("", "", 10)).containsExactly(moved);
        assertThat(text(moved)).isEqualTo("content");
    }

    @Test
    void aMoveGoesOverWhatIsThere() {
        StoredObject from = store.write("a", Condition.any(), "new");
        store.write("b", Condition.any(), "old");

        store.move(from, "b");

        assertThat(text("b")).contains("new");
        assertThat(store.find("a")).isEmpty();
    }

    @Test
    void aMoveThatIsRepeatedEndsInTheSameState() {
        StoredObject from = store.write("a", Condition.any(), "content");
        StoredObject moved = store.move(from, "b");
        assertThat(store.move(from, "b")).isEqualTo(moved);

        // Half done: copied, and not yet deleted.
        StoredObject again = store.write("c", Condition.any(), "content");
        store.copy(again, "d", Condition.any());
        store.move(again, "d");

        assertThat(names("")).containsExactly("b", "d");
        assertThat(text("d")).contains("content");
    }

    @Test
    void aMoveToItselfChangesNothing() {
        StoredObject from = store.write("a", Condition.any(), "content");

        store.move(from, "a");

        assertThat(text("a")).contains("content");
        assertThat(names("")).containsExactly("a");
    }

    @Test
    void aMoveOfAGenerationThatIsGoneMovesNothing() {
        StoredObject old = store.write("a", Condition.any(), "old");
        StoredObject young = store.write("a", Condition.any(), "young");

        assertFails(FailureType.SOURCE_CHANGED, () -> store.move(old, "b"));

        assertThat(store.list("", "", 10)).containsExactly(young);
    }

    @Test
    void theChecksumIsThatOfTheWholeContent() {
        StoredObject object = store.write("a", Condition.any(), noise(LARGE));
        CRC32C expected = new CRC32C();
        expected.update(noise(LARGE));

        assertThat(store.crc32c(object)).isEqualTo((int) expected.getValue());
        assertThat(store.crc32c(store.write("b", Condition.any(), "123456789")))
                .as("the check value that its definition gives")
                .isEqualTo(0xe3069283);
    }

    @Test
    void manyWriteAtOnceUnderNamesOfTheirOwn() throws Exception {
        List<Optional<StoredObject>> written = race(racer -> {
            StoredObject last = null;
            for (int i = 0; i < 20; i++) {
                last = store.write("shared/" + i + "/" + racer, Condition.absent(), "x");
                if (i % 2 == 0) {
                    // Which may leave a folder empty that somebody else is just writing to.
                    store.delete(last.name(), Condition.any());
                }
            }
            return last;
        });

        assertThat(written).allMatch(Optional::isPresent);
        assertThat(store.list("shared/", "", 1_000)).hasSize(10 * RACERS);
    }

    // Names

    static List<String> namesThatAreNone() {
        return List.of(
                "",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "../a",
                "a/../b",
                "a/./b",
                "a/..",
                "a\\b",
                "a\nb",
                "a\u0000b",
                "a\u007fb",
                "a\u0085b",
                "\ud800",
                "é".repeat(128),
                "a/" + "x".repeat(256),
                String.join("/", Collections.nCopies(6, "x".repeat(200))));
    }

    @Test
    void whatIsNoNameIsRefusedAndTouchesNothing() {
        StoredObject there = store.write("there", Condition.any(), "x");
        for (String name : namesThatAreNone()) {
            StoredObject object = new StoredObject(name, 1, 1, there.updated());
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> store.find(name),
                    () -> store.read(name),
                    () -> store.create(name, Condition.any()),
                    () -> store.delete(name, Condition.any()),
                    () -> text(object),
                    () -> store.crc32c(object),
                    () -> store.copy(object, "b", Condition.any()),
                    () -> store.copy(there, name, Condition.any()),
                    () -> store.move(object, "b"),
                    () -> store.move(there, name))) {
                assertFails(FailureType.INVALID_REQUEST, call);
            }
        }
        assertThat(store.list("", "", 10)).containsExactly(there);
    }

    @Test
    void allElseIsAName() {
        List<String> names = List.of(
                " ",
                "...",
                ".hidden",
                "a b",
                "~",
                "%2F",
                "a:b",
                "a*?[b]",
                "Ä/é/日本/😀",
                "á",
                "x".repeat(255),
                "é".repeat(127) + "/" + "é".repeat(127),
                String.join("/", Collections.nCopies(4, "y".repeat(255))));
        names.forEach(name -> store.write(name, Condition.absent(), name));

        for (String name : names) {
            assertThat(text(name)).as(name).contains(name);
        }
        assertThat(names("")).hasSize(names.size()).containsAll(names);
        names.forEach(name -> assertThat(store.delete(name, Condition.any())).isTrue());
        assertThat(names("")).isEmpty();
    }

    @Test
    void thereIsRoom() {
        assertThat(store.room()).isPositive();
    }

    /** Lets all do it at once; what each got, or nothing where its condition did not hold. */
    private static <T> List<Optional<T>> race(Function<Integer, T> doing) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(RACERS);
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<Optional<T>>> racing = new ArrayList<>();
            for (int i = 0; i < RACERS; i++) {
                int racer = i;
                Callable<Optional<T>> run = () -> {
                    start.await();
                    try {
                        return Optional.ofNullable(doing.apply(racer));
                    } catch (StoreFailure e) {
                        assertThat(e.type()).isEqualTo(FailureType.CONDITION_FAILED);
                        return Optional.empty();
                    }
                };
                racing.add(threads.submit(run));
            }
            start.countDown();
            List<Optional<T>> results = new ArrayList<>();
            for (Future<Optional<T>> one : racing) {
                results.add(one.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void assertFails(FailureType type, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreFailure.class, e -> assertThat(e.type()).isEqualTo(type));
    }

    private List<String> names(String prefix) {
        return store.list(prefix, "", 1_000).stream().map(StoredObject::name).toList();
    }

    private Optional<String> text(String name) {
        return store.read(name).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private String text(StoredObject object) {
        return new String(bytes(object, 0, Long.MAX_VALUE), StandardCharsets.UTF_8);
    }

    private byte[] bytes(StoredObject object, long from, long length) {
        try (InputStream in = store.read(object, from, length)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError("all failures are StoreFailures", e);
        }
    }

    private static void write(ObjectWriter writer, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writer.write(bytes, 0, bytes.length);
    }

    private static int crc32c(String text) {
        CRC32C checksum = new CRC32C();
        checksum.update(text.getBytes(StandardCharsets.UTF_8));
        return (int) checksum.getValue();
    }

    /** The same each time, and no part of it like another. */
    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        long state = 42;
        for (int i = 0; i < length; i++) {
            state = state * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
            bytes[i] = (byte) (state >>> 56);
        }
        return bytes;
    }
}
