package dev.tablekeeper.api.resource;

import dev.tablekeeper.jobs.Claims;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.regex.Pattern;

/** The name of the claim that a request's {@code Idempotency-Key} stands for. */
record IdempotencyKey(String claim) {
    private static final String HEADER = "Idempotency-Key";
    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]{1,255}");

    /** @param caller whose key it is: others may use the same text */
    static Optional<IdempotencyKey> of(Context ctx, String caller, Faults faults) {
        String text = ctx.header(HEADER);
        if (text == null) {
            return Optional.empty();
        }
        if (!VISIBLE.matcher(text).matches()) {
            faults.add(HEADER, "is 1 to 255 visible ASCII characters");
            return Optional.empty();
        }
        String route = ctx.method().name() + " " + ctx.endpoint().path;
        return Optional.of(new IdempotencyKey(Claims.key(caller, route, text)));
    }
}
