package dev.tablekeeper.api.security;

import com.google.api.client.json.webtoken.JsonWebToken;
import com.google.auth.oauth2.TokenVerifier;
import dev.tablekeeper.api.Refusal;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks ID tokens that Google has signed, with Google's own library: signature, issuer, audience, times, and that the
 * account's address is verified. The certificates are fetched once an hour.
 *
 * @see <a href="https://developers.google.com/identity/openid-connect/openid-connect#validatinganidtoken">What to check</a>
 */
public final class GoogleTokens {
    private static final Logger LOG = LoggerFactory.getLogger(GoogleTokens.class);
    private static final URI CERTIFICATES = URI.create("https://www.googleapis.com/oauth2/v3/certs");
    private static final List<String> ISSUERS = List.of("https://accounts.google.com", "accounts.google.com");
    private static final Duration SKEW = Duration.ofSeconds(60);

    /** Each may wait for the certificates; the server's other threads are for other requests. */
    private static final int MOST_AT_ONCE = 8;

    private static final long PATIENCE_MILLIS = 1_000;
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final TokenVerifier verifier;
    private final Clock clock;
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);
    private volatile long pausedUntil;

    /** @param audience whom the tokens must be made for */
    public GoogleTokens(String audience) {
        this(audience, CERTIFICATES, Clock.systemUTC());
    }

    GoogleTokens(String audience, URI certificates, Clock clock) {
        this.clock = clock;
        this.verifier = TokenVerifier.newBuilder()
                .setAudience(audience)
                .setCertificatesLocation(certificates.toString())
                // It lets no time pass between its clock and Google's.
                .setClock(() -> clock.millis() - SKEW.toMillis())
                .build();
    }

    /**
     * The address of the account whose token this is.
     *
     * @return empty where the token is not one that counts
     * @throws Refusal 503 where the certificates cannot be fetched
     */
    Optional<String> account(String token) {
        if (clock.millis() < pausedUntil || !enter()) {
            throw unknown();
        }
        try {
            return account(verifier.verify(token).getPayload());
        } catch (TokenVerifier.VerificationException e) {
            if (unfetched(e.getCause())) {
                pausedUntil = clock.millis() + PAUSE.toMillis();
                LOG.warn("the certificates that Google's tokens are checked by cannot be fetched: {}", reason(e));
                throw unknown();
            }
            return Optional.empty();
        } catch (RuntimeException e) {
            // The library's answer to some that are no tokens at all.
            LOG.debug("a token cannot be read: {}", e.toString());
            return Optional.empty();
        } finally {
            room.release();
        }
    }

    private boolean enter() {
        try {
            return room.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What the library leaves to its user. */
    private Optional<String> account(JsonWebToken.Payload payload) {
        long latest = (clock.millis() + SKEW.toMillis()) / 1000;
        boolean issued = ISSUERS.contains(payload.getIssuer())
                && payload.getExpirationTimeSeconds() != null
                && payload.getIssuedAtTimeSeconds() != null
                && payload.getIssuedAtTimeSeconds() <= latest;
        boolean verified = String.valueOf(payload.get("email_verified")).equals("true");
        return issued && verified && payload.get("email") instanceof String email
                ? Optional.of(email)
                : Optional.empty();
    }

    /** What is wrong with a token itself has no cause, or one of these. */
    private static boolean unfetched(Throwable cause) {
        return cause != null && !(cause instanceof IOException) && !(cause instanceof GeneralSecurityException);
    }

    private static String reason(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString();
    }

    private static Refusal unknown() {
        return Refusal.busy(
                "Whether the token is valid cannot be known just now: Google's certificates cannot be fetched. Try again in"
                        + " a moment.",
                (int) PAUSE.toSeconds());
    }
}
