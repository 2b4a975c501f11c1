package dev.tablekeeper.stores.google.bigquery;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.StoreFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which job does a small write, its own or a group's: decided once, by two objects that are written only if absent. A claim
 * says in which group an operation may be, a seal says who is in a group. A group's job is submitted only by who has read its
 * seal; an operation's own job only by who knows that no group can have it: by a claim for none, a seal without it, the word
 * of the process that gathers and will not seal it, or the ledger's that the group was given up. None of these changes any
 * more, so never both.
 *
 * <p>They may be deleted once the ledger has the operation, which then keeps it from being done again.
 */
final class WriteClaims {
    private static final Logger LOG = LoggerFactory.getLogger(WriteClaims.class);
    private static final String FOLDER = "groups/";

    private final ObjectStore objects;

    WriteClaims(ObjectStore objects) {
        this.objects = objects;
    }

    /** @param group in which it may be; empty for a write on its own */
    record Claim(String operation, String parameters, Optional<String> group) {}

    /**
     * Claims an operation, unless it has been; returns the claim that stands.
     *
     * @throws StoreFailure OPERATION_MISMATCH where it was claimed with other parameters
     */
    Claim claim(Operation operation, Optional<String> group) {
        Claim wanted = new Claim(operation.id(), operation.parameters(), group);
        Claim stands = writeOnce(claimName(operation), wanted, Claim.class);
        if (!stands.parameters().equals(operation.parameters())) {
            throw new StoreFailure(
                    FailureType.OPERATION_MISMATCH,
                    "the operation " + operation.id() + " was begun with other parameters (" + stands.parameters()
                            + ", not " + operation.parameters() + "); use another id for another write");
        }
        return stands;
    }

    /** The group that has a claimed operation; empty where it is to be done on its own. A group not sealed yet never will be. */
    Optional<SealedGroup> groupOf(Operation operation, Claim claim) {
        return claim.group()
                .map(group -> read(groupName(group), SealedGroup.class).orElseGet(() -> seal(SealedGroup.none(group))))
                .filter(group -> group.member(operation).isPresent());
    }

    /** Seals a group, unless it has been; returns the seal that stands. */
    SealedGroup seal(SealedGroup group) {
        return writeOnce(groupName(group.id()), group, SealedGroup.class);
    }

    /** To be called when the ledger has the operation. */
    void forget(Operation operation) {
        delete(claimName(operation));
    }

    /** To be called when the ledger has all its members. */
    void forget(String group) {
        delete(groupName(group));
    }

    /** What stays behind is swept, so that no write fails for it. */
    private void delete(String name) {
        try {
            objects.delete(name, Condition.any());
        } catch (StoreFailure e) {
            LOG.debug("{} stays until it is swept: {}", name, e.getMessage());
        }
    }

    private <T> T writeOnce(String name, T value, Class<T> type) {
        while (true) {
            try {
                objects.write(name, Condition.absent(), Json.write(value));
                return value;
            } catch (StoreFailure e) {
                if (e.type() != FailureType.CONDITION_FAILED) {
                    throw e;
                }
            }
            // It may have gone in this moment, since somebody else has finished; then it is this one's turn.
            Optional<T> stands = read(name, type);
            if (stands.isPresent()) {
                return stands.get();
            }
        }
    }

    private <T> Optional<T> read(String name, Class<T> type) {
        return objects.read(name).map(content -> {
            try {
                return Json.MAPPER.readValue(content, type);
            } catch (JsonProcessingException e) {
                throw new StoreFailure(
                        FailureType.DAMAGED,
                        objects.uri(name) + " is not as it was written. Its writes cannot go on; start their jobs anew",
                        e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static String claimName(Operation operation) {
        return FOLDER + "claims/" + JobNames.label(operation.id()) + ".json";
    }

    private static String groupName(String group) {
        return FOLDER + group + ".json";
    }
}
