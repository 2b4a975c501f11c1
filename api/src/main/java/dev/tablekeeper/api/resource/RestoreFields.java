package dev.tablekeeper.api.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.table.ObjectName;
import dev.tablekeeper.model.workflow.RestoreTables.Input;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a request for a restore says, field by field, so that every fault is told and not the first alone. */
final class RestoreFields {
    static final String BACKUP = "backup";
    static final String AS_OF = "asOf";
    static final String TABLES = "tables";
    static final String INTO_SUFFIX = "intoSuffix";

    private static final String INTO_DATASET = "intoDataset";
    private static final String APPROVAL = "approval";
    private static final String APPROVAL_TIMEOUT = "approvalTimeout";
    private static final String DRY_RUN = "dryRun";
    static final List<String> ALL =
            List.of(BACKUP, AS_OF, TABLES, INTO_DATASET, INTO_SUFFIX, APPROVAL, APPROVAL_TIMEOUT, DRY_RUN);

    private final Faults faults;
    private final Optional<String> backup;
    private final Optional<Instant> asOf;
    private final List<String> tables;
    private final Optional<String> intoDataset;
    private final Optional<String> intoSuffix;
    private final Optional<Boolean> approval;
    private final Optional<Duration> approvalTimeout;
    private final Optional<Boolean> dryRun;
    private final boolean tellsWhich;

    /** Reads them; what is wrong with any becomes a fault. */
    RestoreFields(BodyFields fields, Faults faults) {
        this.faults = faults;
        backup = fields.text(BACKUP);
        asOf = fields.read(AS_OF, "an instant such as 2026-11-24T08:00:00Z", node -> parsed(node, Instant::parse));
        tables = fields.texts(TABLES);
        intoDataset = fields.text(INTO_DATASET);
        intoSuffix = fields.text(INTO_SUFFIX);
        approval = fields.bool(APPROVAL);
        approvalTimeout =
                fields.read(APPROVAL_TIMEOUT, "a duration such as P7D or PT12H", node -> parsed(node, Duration::parse));
        dryRun = fields.bool(DRY_RUN);
        boolean both = fields.has(BACKUP) && fields.has(AS_OF);
        boolean neither = !fields.has(BACKUP) && !fields.has(AS_OF);
        tellsWhich = neither || (!both && (backup.isPresent() || asOf.isPresent()));
        if (both || neither) {
            judge(both ? BACKUP : DRY_RUN, () -> input(Optional.empty(), Optional.empty(), Optional.empty()));
        }
        intoDataset.flatMap(ObjectName::fault).ifPresent(fault -> faults.add(INTO_DATASET, fault));
        Input any = Input.dryRunOfLatest();
        judge(
                INTO_SUFFIX,
                () -> new Input(
                        any.backup(), any.asOf(), any.tables(), any.intoDataset(), intoSuffix, null, null, null));
        judge(
                APPROVAL_TIMEOUT,
                () -> new Input(
                        any.backup(),
                        any.asOf(),
                        any.tables(),
                        any.intoDataset(),
                        any.intoSuffix(),
                        null,
                        approvalTimeout.orElse(null),
                        null));
    }

    /** Whether it can be told which backup is meant. */
    boolean tellsWhich() {
        return tellsWhich;
    }

    Optional<String> backup() {
        return backup;
    }

    Optional<Instant> asOf() {
        return asOf;
    }

    List<String> tables() {
        return tables;
    }

    Optional<String> intoSuffix() {
        return intoSuffix;
    }

    /** The whole, once it is known that there are no faults. */
    Input input() {
        return input(intoDataset, intoSuffix, approvalTimeout);
    }

    private Input input(Optional<String> dataset, Optional<String> suffix, Optional<Duration> timeout) {
        return new Input(
                backup,
                asOf,
                tables,
                dataset,
                suffix,
                approval.orElse(null),
                timeout.orElse(null),
                dryRun.orElse(null));
    }

    private void judge(String field, Runnable part) {
        try {
            part.run();
        } catch (IllegalArgumentException e) {
            faults.add(field, e.getMessage());
        }
    }

    private static <T> Optional<T> parsed(JsonNode node, Function<String, T> parser) {
        try {
            return BodyFields.isText(node) ? Optional.of(parser.apply(node.asText())) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
