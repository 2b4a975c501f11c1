package dev.tablekeeper.api.resource;

import dev.tablekeeper.api.Problem;
import dev.tablekeeper.api.Refusal;
import dev.tablekeeper.model.workflow.FailureType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Everything that is wrong with one request, gathered so that it can be said at once. */
final class Faults {
    private final List<Problem.FieldError> errors = new ArrayList<>();
    private final Set<FailureType> types = EnumSet.noneOf(FailureType.class);

    /** @param reason a sentence about the field; it may begin with its name */
    void add(String field, String reason) {
        add(FailureType.INVALID_REQUEST, field, reason);
    }

    /** @param type what the request is refused with, where nothing else is wrong with it */
    void add(FailureType type, String field, String reason) {
        types.add(type);
        String own = reason.startsWith(field + " ") ? reason.substring(field.length() + 1) : reason;
        errors.add(new Problem.FieldError(field, own));
    }

    /** @throws Refusal 422 where there are any */
    void check() {
        if (!errors.isEmpty()) {
            throw types.size() == 1 ? Refusal.invalid(types.iterator().next(), errors) : Refusal.invalid(errors);
        }
    }
}
