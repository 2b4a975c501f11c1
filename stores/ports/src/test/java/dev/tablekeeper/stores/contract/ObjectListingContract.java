package dev.tablekeeper.stores.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;

/** How every {@link ObjectStore} lists what it has. */
public abstract class ObjectListingContract {
    private static final Comparator<String> BY_BYTES =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    /** An empty store. */
    protected abstract ObjectStore open();

    /** Lets go of the stores that were opened, after each try. */
    protected void close() {}

    // Not the method above: jqwik does not see an annotation on a method that a subclass overrides.
    @AfterTry
    void closeAfterTry() {
        close();
    }

    /** Names of which none is a folder of another, with parts that sort differently as parts, bytes and UTF-16. */
    @Provide
    Arbitrary<Set<String>> names() {
        Arbitrary<String> part = Arbitraries.of("a", "b", "ab", "a!", "a-", "a.", "a0", "é", "\uffee", "😀", " ", "~");
        return part.list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(parts -> String.join("/", parts))
                .set()
                .ofMaxSize(25)
                .map(ObjectListingContract::withoutFolders);
    }

    private static Set<String> withoutFolders(Set<String> names) {
        Set<String> kept = new TreeSet<>(BY_BYTES);
        for (String name : names) {
            boolean folder = names.stream().anyMatch(other -> other.startsWith(name + "/"));
            if (!folder) {
                kept.add(name);
            }
        }
        return kept;
    }

    @Property(tries = 150)
    void aListingIsTheNamesThatBeginSoInTheOrderOfTheirBytes(
            @ForAll("names") Set<String> names,
            @ForAll @IntRange(max = 30) int prefixOf,
            @ForAll @IntRange(max = 12) int cut,
            @ForAll @IntRange(max = 30) int afterOf,
            @ForAll @IntRange(min = 1, max = 30) int limit) {
        ObjectStore store = filled(names);
        String prefix = cut(pick(names, prefixOf), cut);
        String after = pick(names, afterOf);

        List<String> expected = names.stream()
                .filter(name -> name.startsWith(prefix) && BY_BYTES.compare(name, after) > 0)
                .limit(limit)
                .toList();

        assertThat(names(store.list(prefix, after, limit))).isEqualTo(expected);
    }

    @Property(tries = 50)
    void thePagesOfAListingAreTheWholeOfIt(
            @ForAll("names") Set<String> names, @ForAll @IntRange(min = 1, max = 7) int limit) {
        ObjectStore store = filled(names);
        List<String> all = new ArrayList<>();
        String after = "";
        List<StoredObject> page;
        do {
            page = store.list("", after, limit);
            for (StoredObject object : page) {
                after = object.name();
                all.add(after);
                assertThat(store.find(after)).contains(object);
            }
        } while (page.size() == limit);

        assertThat(all).isEqualTo(List.copyOf(names));
    }

    @Property(tries = 50)
    void aListingMayGoOnAfterANameThatIsNotThere(
            @ForAll("names") Set<String> names, @ForAll("names") Set<String> others) {
        ObjectStore store = filled(names);
        for (String after : others) {
            assertThat(names(store.list("", after, 100)))
                    .as("after %s", after)
                    .isEqualTo(names.stream()
                            .filter(name -> BY_BYTES.compare(name, after) > 0)
                            .toList());
        }
    }

    @Example
    void aPrefixMayEndAnywhereButBreaksTheRulesOfNamesNowhere() {
        ObjectStore store = filled(Set.of("a/b"));
        for (String prefix : List.of("", "a", "a/", "a/b", "c", "a/b/", ".", "..", "a/.")) {
            store.list(prefix, "", 1);
        }
        for (String prefix : List.of("/", "/a", "a//", "../", "../a", "a/../", "./a", "a\\", "a\n", "\ud800")) {
            assertThatThrownBy(() -> store.list(prefix, "", 1))
                    .as(prefix)
                    .isInstanceOfSatisfying(
                            StoreFailure.class, e -> assertThat(e.type()).isEqualTo(FailureType.INVALID_REQUEST));
        }
        assertThatThrownBy(() -> store.list("", "", 0))
                .isInstanceOfSatisfying(
                        StoreFailure.class, e -> assertThat(e.type()).isEqualTo(FailureType.INVALID_REQUEST));
    }

    @Example
    void whatIsThereAllTheTimeIsListedWhileOthersComeAndGo() throws Exception {
        ObjectStore store = open();
        List<String> staying = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String name = String.format(Locale.ROOT, "f/%02d/stays", i);
            staying.add(name);
            store.write(name, Condition.any(), "x");
        }
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> others = thread.submit(() -> {
                for (int i = 0; !stop.get(); i++) {
                    String name = String.format(Locale.ROOT, "f/%02d-/comes/and/goes", i % 20);
                    store.write(name, Condition.any(), "x");
                    store.delete(name, Condition.any());
                }
            });
            for (int i = 0; i < 100; i++) {
                List<String> listed = names(store.list("f/", "", 1_000));
                assertThat(listed).isSortedAccordingTo(BY_BYTES).containsAll(staying);
            }
            stop.set(true);
            others.get();
        } finally {
            stop.set(true);
            thread.shutdownNow();
        }
    }

    private ObjectStore filled(Set<String> names) {
        ObjectStore store = open();
        names.forEach(name -> store.write(name, Condition.absent(), name));
        return store;
    }

    private static String pick(Set<String> names, int index) {
        return index >= names.size() ? "" : List.copyOf(names).get(index);
    }

    /** The beginning of a name, cut between any two characters. */
    private static String cut(String name, int codePoints) {
        return name.codePointCount(0, name.length()) <= codePoints
                ? name
                : name.substring(0, name.offsetByCodePoints(0, codePoints));
    }

    private static List<String> names(List<StoredObject> objects) {
        return objects.stream().map(StoredObject::name).toList();
    }
}
