package dev.tablekeeper.standalone;

import dev.tablekeeper.api.ApiServer;
import dev.tablekeeper.model.table.TableDefinitions;
import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.model.table.ViewDefinitions;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.standalone.temporal.TemporalChoice;
import dev.tablekeeper.stores.SecretStore;
import dev.tablekeeper.stores.probe.Finding;
import dev.tablekeeper.stores.probe.Probe;
import dev.tablekeeper.stores.probe.Probe.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Tries all that a configuration needs: definitions, secrets, keys, warehouse, places for objects, Temporal. What is
 * written for that is deleted again, and nothing is started.
 */
public final class Check {
    private final Configuration configuration;
    private final SecretStore secrets;
    private final List<Probe> probes = new ArrayList<>();

    private Check(Configuration configuration, SecretStore secrets) {
        this.configuration = configuration;
        this.secrets = secrets;
    }

    /** Goes on after each thing that is missing. */
    public static CheckReport of(Configuration given) {
        SecretProbes secretProbes = new SecretProbes(given);
        List<Finding> findings = new ArrayList<>();
        secretProbes.all().forEach(probe -> findings.add(probe.look()));
        Check check = new Check(secretProbes.resolved(), secretProbes.store());
        check.add();
        check.probes.forEach(probe -> findings.add(probe.look()));
        return new CheckReport(findings);
    }

    private void add() {
        probes.add(new Probe("keys", this::keys));
        probes.add(
                new Probe(Configuration.TABLES, () -> Outcome.ok(tables().all().size() + " tables are described")));
        probes.add(new Probe(Configuration.VIEWS, () -> Outcome.ok(views().all().size() + " views are described")));
        probes.addAll(new WarehouseProbes(configuration)
                .all(
                        orNone(() -> tables().names()),
                        orNone(() ->
                                views().all().stream().map(ViewDefinition::name).toList())));
        probes.addAll(new PlaceProbes(configuration).all());
        probes.add(new Probe("temporal", () -> Outcome.ok(TemporalChoice.check(configuration))));
    }

    private TableDefinitions tables() {
        return TableDefinitions.load(configuration.folder(Configuration.TABLES));
    }

    /** Views name tables: with faulty tables they can only be looked at once those are mended. */
    private ViewDefinitions views() {
        return ViewDefinitions.load(configuration.folder(Configuration.VIEWS), tables());
    }

    private static List<String> orNone(Supplier<List<String>> names) {
        try {
            return names.get();
        } catch (Failure e) {
            // Said by a probe of its own.
            return List.of();
        }
    }

    private Outcome keys() {
        var guard = KeySettings.guard(configuration, secrets);
        String listen = configuration.get(Configuration.LISTEN);
        ApiServer.requireKeys(listen, guard);
        return Outcome.ok(guard.keys().any() ? "there are keys" : "there are none, and none is needed at " + listen);
    }
}
