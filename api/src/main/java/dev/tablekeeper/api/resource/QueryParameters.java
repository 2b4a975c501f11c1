package dev.tablekeeper.api.resource;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The query parameters of one request, each at most once; one that its route does not know is a fault. */
final class QueryParameters {
    /** How API Gateway passes an API key; every route lets it pass. */
    private static final Set<String> EVERYWHERE = Set.of("key");

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Faults faults;

    /** @param known the names that the route knows */
    QueryParameters(Context ctx, Faults faults, List<String> known) {
        this.faults = faults;
        ctx.queryParamMap().forEach((name, given) -> {
            if (EVERYWHERE.contains(name)) {
                return;
            }
            if (!known.contains(name)) {
                faults.add(name, "is not known here; " + UnknownName.guess(name, known));
            } else if (given.isEmpty()) {
                faults.add(name, "is not URL-encoded UTF-8");
            } else if (given.size() > 1) {
                faults.add(name, "is given " + given.size() + " times");
            } else {
                values.put(name, given.get(0));
            }
        });
    }

    Map<String, String> values() {
        return values;
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    OptionalInt number(String name, int least, int most) {
        String text = values.get(name);
        if (text == null) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        faults.add(name, "is a whole number from " + least + " to " + most + ", not '" + text + "'");
        return OptionalInt.empty();
    }

    /** How many are wanted: a number above {@code most} means {@code most}. */
    int limit(int otherwise, int most) {
        return Math.min(number("limit", 1, Integer.MAX_VALUE).orElse(otherwise), most);
    }
}
