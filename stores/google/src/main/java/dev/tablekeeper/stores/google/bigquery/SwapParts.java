package dev.tablekeeper.stores.google.bigquery;

import dev.tablekeeper.stores.ObjectStore;
import java.time.Clock;

/** What swaps are put together from. */
record SwapParts(
        BigQueryClient client,
        Dataset dataset,
        Jobs jobs,
        WriteJobs writes,
        Stagings stagings,
        LiveTables tables,
        KeptTables kept,
        SwapScript script,
        Holds holds,
        Clock clock) {

    static SwapParts of(
            BigQueryClient client, Dataset dataset, Jobs jobs, WriteJobs writes, ObjectStore objects, Clock clock) {
        WriteScript script = writes.script();
        KeptTables kept = new KeptTables(client, dataset);
        StagedTables loads = new StagedTables(jobs, dataset, objects, clock);
        return new SwapParts(
                client,
                dataset,
                jobs,
                writes,
                new Stagings(client, dataset, new AvroParts(objects), loads, script, writes, clock),
                new LiveTables(client, dataset),
                kept,
                new SwapScript(dataset, script),
                new Holds(client, jobs, dataset, kept),
                clock);
    }
}
