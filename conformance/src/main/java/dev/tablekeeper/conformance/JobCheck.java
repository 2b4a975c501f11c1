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
import java.util.List;
import java.util.Set;

/** Whether a job has ended as it has to: its status, its counts, the table, its rejects, nothing left behind, listed once. */
public final class JobCheck {
    private static final int PATIENCE_SECONDS = 60;
    private static final Duration TIDYING = Duration.ofSeconds(15);
    private static final int ALL = 1_000_000;

    private final World world;
    private final JobCase load;
    private final Client client;
    private final Warehouse warehouse;
    private final List<String> faults = new ArrayList<>();

    public JobCheck(World world, JobCase load, Client client, Warehouse warehouse) {
        this.world = world;
        this.load = load;
        this.client = client;
        this.warehouse = warehouse;
    }

    /** Waits for the end of the job of the last file and looks. */
    public List<String> faults(String job, int files) throws IOException {
        return faults(job, files, files);
    }

    /**
     * Waits for the job's end and looks.
     *
     * @param number of the job's file
     * @param files that were loaded into the table in this world, from the first on
     * @return what is not as it has to be
     */
    public List<String> faults(String job, int number, int files) throws IOException {
        JsonNode ended = client.await(job, PATIENCE_SECONDS);
        expect("all ended", true, Await.until(Duration.ofSeconds(PATIENCE_SECONDS), () -> allEnded(files)));
        expect(
                "status",
                load.succeeds() ? "succeeded" : "failed",
                ended.path("status").asText());
        expect(
                "result",
                Json.MAPPER.readTree(load.result(job)).toString(),
                ended.path("result").toString());
        expect("error", !load.succeeds(), ended.has("error"));
        expect("table", load.table(files), rows(JobCase.TABLE));
        expect("other table", load.otherTable(files), rows(JobCase.OTHER_TABLE));
        expect(
                "rejects",
                load.rejects(number),
                client.get("/v1/jobs/" + job + "/rejects").body());
        leftBehind(job);
        listed(job, files);
        return faults;
    }

    private List<String> rows(String name) {
        var table = TableDefinitions.load(world.configuration().folder(Configuration.TABLES))
                .find(name)
                .orElseThrow();
        return warehouse.sample(table, ALL).rows().stream()
                .map(row -> JobCase.row(row.get(0), row.get(1)))
                .sorted()
                .toList();
    }

    /** Tidying comes after the end is written. A failed job keeps what it was given. */
    private void leftBehind(String job) {
        if (!load.succeeds()) {
            String kept = (load.insert() ? "staging/" : "uploads/") + job;
            expect("kept", true, Files.exists(world.objects().resolve(kept)));
            return;
        }
        Await.until(
                TIDYING, () -> ofJobs("staging").isEmpty() && ofJobs("uploads").isEmpty());
        expect("staging", List.of(), ofJobs("staging"));
        expect("uploads", List.of(), ofJobs("uploads"));
    }

    /** What a request brought that was never accepted is no job's: the sweeper deletes it when it is old. */
    private List<String> ofJobs(String folder) {
        return world.files(folder).stream()
                .filter(file -> {
                    String job = file.split("/", 2)[0];
                    return Files.exists(world.objects().resolve("jobs/record/" + job + "/accepted.json"));
                })
                .toList();
    }

    private void listed(String job, int files) throws IOException {
        List<String> ids =
                list().stream().map(entry -> entry.path("id").asText()).toList();
        expect("listed", files, ids.size());
        expect("different ids", files, Set.copyOf(ids).size());
        expect("listed itself", true, ids.contains(job));
    }

    private boolean allEnded(int files) {
        try {
            List<JsonNode> list = list();
            return list.size() == files && list.stream().allMatch(entry -> entry.has("finishedAt"));
        } catch (IOException e) {
            return false;
        }
    }

    private List<JsonNode> list() throws IOException {
        List<JsonNode> jobs = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = client.get("/v1/jobs?limit=500" + token).json();
            page.path("jobs").forEach(jobs::add);
            token = page.hasNonNull("nextPageToken")
                    ? "&pageToken=" + page.get("nextPageToken").asText()
                    : "";
        } while (!token.isEmpty());
        return jobs;
    }

    private void expect(String what, Object wanted, Object found) {
        if (!wanted.equals(found)) {
            faults.add(what + ": " + found + " instead of " + wanted);
        }
    }
}
