package dev.tablekeeper.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.table.TableDefinitions;
import dev.tablekeeper.standalone.Configuration;
import dev.tablekeeper.stores.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether a job has ended as it has to: its status, its counts, the table, its rejects, nothing left behind, listed once. */
public final class JobCheck {
    private static final int PATIENCE_SECONDS = 60;
    private static final Duration TIDYING = Duration.ofSeconds(5);
    private static final int ALL = 1_000_000;

    private final World world;
    private final LoadCase load;
    private final Client client;
    private final Warehouse warehouse;
    private final List<String> faults = new ArrayList<>();

    public JobCheck(World world, LoadCase load, Client client, Warehouse warehouse) {
        this.world = world;
        this.load = load;
        this.client = client;
        this.warehouse = warehouse;
    }

    /**
     * Waits for the job's end and looks.
     *
     * @param files that were loaded into the table in this world, this job's being the last
     * @return what is not as it has to be
     */
    public List<String> faults(String job, int files) throws IOException {
        JsonNode ended = client.await(job, PATIENCE_SECONDS);
        expect(
                "status",
                load.succeeds() ? "succeeded" : "failed",
                ended.path("status").asText());
        expect(
                "result",
                Json.MAPPER.readTree(load.result(job)).toString(),
                ended.path("result").toString());
        expect("error", !load.succeeds(), ended.has("error"));
        rows(files);
        expect(
                "rejects",
                load.rejects(files),
                client.get("/v1/jobs/" + job + "/rejects").body());
        leftBehind(job);
        listed(job, files);
        return faults;
    }

    private void rows(int files) {
        var table = TableDefinitions.load(world.configuration().folder(Configuration.TABLES))
                .find(LoadCase.TABLE)
                .orElseThrow();
        List<String> rows = warehouse.sample(table, ALL).rows().stream()
                .map(row -> LoadCase.row(row.get(0), row.get(1)))
                .sorted()
                .toList();
        expect("table", load.table(files), rows);
    }

    /** Tidying comes after the end is written. A failed job keeps what it was given. */
    private void leftBehind(String job) {
        if (!load.succeeds()) {
            expect("upload kept", true, Files.exists(world.objects().resolve("uploads/" + job)));
            return;
        }
        boolean tidy = Await.until(
                TIDYING,
                () -> world.files("staging").isEmpty()
                        && !Files.exists(world.objects().resolve("uploads/" + job)));
        expect("tidy", true, tidy);
        // An upload of a request that was never accepted is not a job's: the sweeper deletes it when it is old.
        for (String upload : world.files("uploads")) {
            expect(
                    "upload " + upload + " has a job",
                    false,
                    Files.exists(world.objects().resolve("jobs/record/" + upload + "/accepted.json")));
        }
        expect("staging", List.of(), world.files("staging"));
    }

    private void listed(String job, int files) throws IOException {
        Set<String> ids = new HashSet<>();
        int listed = 0;
        String token = "";
        do {
            JsonNode page = client.get("/v1/jobs?limit=500" + token).json();
            for (JsonNode entry : page.path("jobs")) {
                ids.add(entry.path("id").asText());
                listed++;
                expect("ended " + entry.path("id").asText(), true, entry.has("finishedAt"));
            }
            token = page.hasNonNull("nextPageToken")
                    ? "&pageToken=" + page.get("nextPageToken").asText()
                    : "";
        } while (!token.isEmpty());
        expect("listed", files, listed);
        expect("different ids", files, ids.size());
        expect("listed itself", true, ids.contains(job));
    }

    private void expect(String what, Object wanted, Object found) {
        if (!wanted.equals(found)) {
            faults.add(what + ": " + found + " instead of " + wanted);
        }
    }
}
