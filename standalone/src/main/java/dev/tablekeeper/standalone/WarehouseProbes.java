package dev.tablekeeper.standalone;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.google.bigquery.BigQueryProbes;
import dev.tablekeeper.stores.probe.Probe;
import dev.tablekeeper.stores.probe.Probe.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the warehouse can be worked in, and is as the definitions say. */
final class WarehouseProbes {
    private final Configuration configuration;
    private final StoreChoice stores;

    WarehouseProbes(Configuration configuration) {
        this.configuration = configuration;
        this.stores = new StoreChoice(configuration);
    }

    /** @param tables those that are described, and {@code views} likewise; empty where that cannot be known */
    List<Probe> all(List<String> tables, List<String> views) {
        List<Probe> probes = new ArrayList<>();
        if (stores.inBigQuery()) {
            probes.addAll(inBigQuery(tables, views));
        } else {
            probes.add(new Probe("warehouse", this::database));
        }
        probes.add(new Probe("tables as described", this::described));
        return probes;
    }

    private List<Probe> inBigQuery(List<String> tables, List<String> views) {
        try {
            return new BigQueryProbes(stores::bigQuery, stores.dataset()).all(tables, views);
        } catch (Failure e) {
            return List.of(new Probe("warehouse", () -> {
                throw e;
            }));
        }
    }

    private Outcome database() {
        Path file = stores.database();
        if (!Files.exists(file)) {
            requireFolder(file);
            return Outcome.ok(file + " is not there yet; the first start makes it");
        }
        try (Warehouse warehouse = DefinedTables.open(file)) {
            warehouse.check();
        }
        return Outcome.ok(file + " can be opened");
    }

    private void requireFolder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        while (folder != null && !Files.exists(folder)) {
            folder = folder.getParent();
        }
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new Failure(
                    FailureType.PERMISSION_DENIED,
                    Configuration.WAREHOUSE + "=" + configuration.get(Configuration.WAREHOUSE) + " cannot be made in "
                            + folder + "; choose another folder, or let this account write there");
        }
    }

    private Outcome described() {
        ChangeReport changes = DefinedTables.of(configuration, Optional.empty()).diff();
        if (changes.refused() > 0) {
            throw new Failure(
                    FailureType.TABLE_CHANGED,
                    changes.refused() + " of " + changes.count() + " differences have to be mended by you: "
                            + changes.firstRefused() + ". 'tablekeeper tables diff' names all");
        }
        return changes.count() == 0
                ? Outcome.ok("nothing differs")
                : Outcome.warning(changes.count() + " differences; 'tablekeeper tables diff' names them, 'tables apply'"
                        + " mends them");
    }
}
