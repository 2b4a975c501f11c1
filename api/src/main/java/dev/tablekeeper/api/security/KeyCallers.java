package dev.tablekeeper.api.security;

import dev.tablekeeper.api.Refusal;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows callers by the key or token that they present. The first of these that a request has decides, so that a key that
 * was taken out opens nothing, whatever else comes with it: {@code X-API-Key}, {@code ?key=}, {@code Authorization}.
 */
final class KeyCallers implements Callers {
    private static final Logger LOG = LoggerFactory.getLogger(KeyCallers.class);
    private static final String SCHEME = "bearer ";
    private static final int RETRY_SECONDS = 60;

    /** A request with one of these was passed on: it is not from this machine, though the connection is. */
    private static final List<String> PASSED_ON = List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

    private final ApiKeys keys;
    private final Function<String, Optional<String>> tokens;
    private final RateLimits limits;
    private final boolean loopback;

    /**
     * @param tokens the account of a token, empty where it does not count
     * @param loopback whether only this machine can ask, so that no key is needed
     */
    KeyCallers(ApiKeys keys, Function<String, Optional<String>> tokens, RateLimits limits, boolean loopback) {
        this.keys = keys;
        this.tokens = tokens;
        this.limits = limits;
        this.loopback = loopback;
    }

    @Override
    public Caller of(Context ctx) {
        Optional<String> key =
                Optional.ofNullable(ctx.header("X-API-Key")).or(() -> Optional.ofNullable(ctx.queryParam("key")));
        Optional<String> token = bearer(ctx);
        boolean presented = key.isPresent() || token.isPresent();
        if (loopback && !passedOn(ctx) && !(presented && keys.any())) {
            return Caller.ANONYMOUS;
        }
        Optional<Caller> caller = key.isPresent() ? key.flatMap(keys::ofKey) : token.flatMap(this::ofToken);
        return caller.orElseThrow(() -> refused(ctx, presented));
    }

    private Optional<Caller> ofToken(String token) {
        return keys.accounts() ? tokens.apply(token).flatMap(keys::ofAccount) : Optional.empty();
    }

    private Refusal refused(Context ctx, boolean presented) {
        String challenge = "ApiKey realm=\"tablekeeper\"" + (keys.accounts() ? ", Bearer realm=\"tablekeeper\"" : "");
        if (!presented) {
            return Refusal.unauthenticated(
                    "This needs a key, in the header X-API-Key"
                            + (loopback ? ", since it was passed on from another machine." : "."),
                    challenge);
        }
        String address = Address.of(ctx);
        if (limits.failed(address)) {
            if (limits.worthSaying(address)) {
                LOG.warn("keys or tokens that do not count keep coming from {}; they are refused unread", address);
            }
            return Refusal.tooMany("Too many keys that do not count have come from this address.", RETRY_SECONDS);
        }
        LOG.debug("a key or token from {} does not count", address);
        return Refusal.unauthenticated(
                "The key or token that was presented does not count, or does not any more.", challenge);
    }

    private static Optional<String> bearer(Context ctx) {
        return Optional.ofNullable(ctx.header("Authorization"))
                .filter(h -> h.toLowerCase(Locale.ROOT).startsWith(SCHEME))
                .map(h -> h.substring(SCHEME.length()).strip());
    }

    private static boolean passedOn(Context ctx) {
        return PASSED_ON.stream().anyMatch(name -> ctx.header(name) != null);
    }
}
