package dev.tablekeeper.api.resource;

import dev.tablekeeper.api.Problem;
import dev.tablekeeper.api.Refusal;
import java.util.ArrayList;
import java.util.List;

/** Everything that is wrong with one request, gathered so that it can be said at once. */
final class Faults {
    private final List<Problem.FieldError> errors = new ArrayList<>();

    /** @param reason a sentence about the field; it may begin with its name */
    void add(String field, String reason) {
        String own = reason.startsWith(field + " ") ? reason.substring(field.length() + 1) : reason;
        errors.add(new Problem.FieldError(field, own));
    }

    /** @throws Refusal 422 where there are any */
    void check() {
        if (!errors.isEmpty()) {
            throw Refusal.invalid(errors);
        }
    }
}
