package dev.tablekeeper.jobs;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoredObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The places that a load may read: which store a {@code uri} means, and whether a client may name it. Nothing outside of
 * them can be reached by a request.
 */
public final class Sources {
    private static final Pattern WILDCARD = Pattern.compile("[*?]");
    private static final int PAGE = 1_000;

    private final List<Place> places;

    /**
     * One place.
     *
     * @param uri how a {@code uri} in it begins: {@code gs://bucket/prefix/}, or empty for paths under OBJECTS
     * @param open the name prefixes that clients may name
     */
    public record Place(String uri, ObjectStore store, List<String> open) {
        public Place {
            open = List.copyOf(open);
        }
    }

    /** An object, or several that a pattern matches, in its store. */
    public record Source(ObjectStore store, String name) {
        public boolean glob() {
            return Sources.glob(name);
        }

        /** The objects it means, in the order of their names. */
        public List<StoredObject> objects() {
            if (!glob()) {
                return store.find(name).stream().toList();
            }
            Pattern pattern = patternOf(name);
            String prefix = name.substring(0, firstWildcard(name));
            List<StoredObject> matches = new ArrayList<>();
            String after = "";
            List<StoredObject> page;
            do {
                page = store.list(prefix, after, PAGE);
                for (StoredObject object : page) {
                    after = object.name();
                    if (pattern.matcher(object.name()).matches()
                            && !object.name().endsWith("/_load.json")) {
                        matches.add(object);
                    }
                }
            } while (page.size() == PAGE);
            return matches;
        }
    }

    public Sources(List<Place> places) {
        this.places = places.stream()
                .sorted(Comparator.comparing((Place p) -> p.uri().length()).reversed())
                .toList();
    }

    /**
     * What a client's {@code uri} means.
     *
     * @throws Failure PERMISSION_DENIED where it is outside of the places that clients may name
     */
    public Source allowed(String uri) {
        for (Place place : places) {
            if (inside(uri, place)) {
                String name = uri.substring(place.uri().length());
                if (place.open().stream().anyMatch(name::startsWith)) {
                    return new Source(place.store(), name);
                }
            }
        }
        String where = places.stream()
                .flatMap(p -> p.open().stream().map(o -> p.uri() + o))
                .sorted()
                .collect(Collectors.joining(", "));
        throw new Failure(
                FailureType.PERMISSION_DENIED,
                "'" + uri + "' is outside of the places that may be loaded from: " + where);
    }

    /** What a {@code uri} of the system's own means: an upload, a file set aside. */
    public Source internal(String uri) {
        return places.stream()
                .filter(place -> inside(uri, place))
                .findFirst()
                .map(place ->
                        new Source(place.store(), uri.substring(place.uri().length())))
                .orElseThrow(() -> new Failure(FailureType.PERMISSION_DENIED, "'" + uri + "' is in no known place"));
    }

    /** Whether a {@code uri} is a pattern. */
    public static boolean glob(String uri) {
        return WILDCARD.matcher(uri).find();
    }

    private static boolean inside(String uri, Place place) {
        if (!uri.startsWith(place.uri())) {
            return false;
        }
        String name = uri.substring(place.uri().length());
        return !name.startsWith("/")
                && !name.contains("://")
                && name.indexOf('\\') < 0
                && Stream.of(name.split("/", -1)).noneMatch(part -> part.equals("..") || part.equals("."));
    }

    private static int firstWildcard(String name) {
        var matcher = WILDCARD.matcher(name);
        return matcher.find() ? matcher.start() : name.length();
    }

    /** As in Cloud Storage: {@code *} and {@code ?} stay within a folder, {@code **} does not. */
    private static Pattern patternOf(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (c == '*' && i + 1 < glob.length() && glob.charAt(i + 1) == '*') {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
