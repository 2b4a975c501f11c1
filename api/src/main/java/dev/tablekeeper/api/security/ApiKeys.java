package dev.tablekeeper.api.security;

import dev.tablekeeper.model.key.KeyEntries;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.SecretStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that open the API, as the secret store has them: looked at again when they are asked for and the last look is
 * a few seconds old, so that a key that is added or taken out needs no restart. What cannot be understood, or cannot be
 * read, changes nothing and is said in the log until it is mended.
 */
public final class ApiKeys {
    /** The name of the secret, where nothing else is said. */
    public static final String SECRET = "tablekeeper-api-keys";

    private static final Logger LOG = LoggerFactory.getLogger(ApiKeys.class);
    private static final Duration FRESH = Duration.ofSeconds(3);
    private static final Duration REMIND = Duration.ofMinutes(1);

    private final SecretStore secrets;
    private final String secret;
    private final boolean audience;
    private final LongSupplier nanos;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile Reading reading;
    private String lastFault = "";
    private long faultSaid;

    /** @param text what was read; empty where there is no such secret */
    private record Reading(Optional<String> text, KeyRing keys, long at) {}

    /**
     * Reads them.
     *
     * @param audience whether tokens can be checked, without which an entry with an e-mail address would open nothing
     * @param nanos the time, as {@link System#nanoTime()} has it
     * @throws Failure INVALID_REQUEST with a line for each fault; a store's failure
     */
    public ApiKeys(SecretStore secrets, String secret, boolean audience, LongSupplier nanos) {
        this.secrets = secrets;
        this.secret = secret;
        this.audience = audience;
        this.nanos = nanos;
        Optional<String> text = secrets.read(secret);
        try {
            reading = new Reading(text, parse(text), nanos.getAsLong());
        } catch (Failure e) {
            throw new Failure(
                    e.type(),
                    e.getMessage().lines().map(this::aboutUs).collect(Collectors.joining(System.lineSeparator())),
                    e);
        }
    }

    /** No keys, now or later. */
    public static ApiKeys none() {
        return new ApiKeys(name -> Optional.empty(), SECRET, false, System::nanoTime);
    }

    /** Whether there is any. */
    public boolean any() {
        return !current().empty();
    }

    /** Whether tokens of any account are let in. */
    boolean accounts() {
        return current().accounts();
    }

    /** Whether what this caller may do is still what its key says. */
    boolean holds(Caller caller) {
        return current().holds(caller);
    }

    Optional<Caller> ofKey(String presented) {
        return current().ofKey(presented);
    }

    Optional<Caller> ofAccount(String email) {
        return current().ofAccount(email);
    }

    /** One request looks again, those that come meanwhile go by what is known. */
    private KeyRing current() {
        if (nanos.getAsLong() - reading.at() > FRESH.toNanos() && looking.tryLock()) {
            try {
                reading = look(reading);
            } finally {
                looking.unlock();
            }
        }
        return reading.keys();
    }

    private Reading look(Reading last) {
        try {
            Optional<String> text = secrets.read(secret);
            if (text.equals(last.text())) {
                mended("as they were");
                return new Reading(text, last.keys(), nanos.getAsLong());
            }
            if (text.isEmpty()) {
                throw new Failure(FailureType.INVALID_REQUEST, "it is gone; an empty list [] is how no key is let in");
            }
            KeyRing keys = parse(text);
            mended("read");
            LOG.info("the keys have changed and count from now on");
            return new Reading(text, keys, nanos.getAsLong());
        } catch (RuntimeException e) {
            say(e);
            return new Reading(last.text(), last.keys(), nanos.getAsLong());
        }
    }

    private KeyRing parse(Optional<String> text) {
        if (text.isEmpty()) {
            return KeyRing.EMPTY;
        }
        KeyRing keys = new KeyRing(KeyEntries.parse(text.get()));
        if (keys.accounts() && !audience) {
            throw new Failure(
                    FailureType.INVALID_REQUEST,
                    "an entry has an 'email', for which TABLEKEEPER_AUDIENCE is needed: the audience that the tokens of"
                            + " that account are made for, the API's address as a rule");
        }
        return keys;
    }

    private String aboutUs(String fault) {
        return "the secret '" + secret + "', which holds the keys: " + fault;
    }

    private void say(RuntimeException e) {
        String fault = e instanceof Failure ? String.valueOf(e.getMessage()) : e.toString();
        long now = nanos.getAsLong();
        if (!fault.equals(lastFault) || now - faultSaid > REMIND.toNanos()) {
            LOG.error(
                    "{}{}The keys that were known before go on counting until this is mended.",
                    aboutUs(fault),
                    System.lineSeparator());
            faultSaid = now;
        }
        lastFault = fault;
    }

    private void mended(String how) {
        if (!lastFault.isEmpty()) {
            LOG.info("the keys can be read again, {}", how);
            lastFault = "";
        }
    }
}
