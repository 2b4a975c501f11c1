package dev.tablekeeper.conformance;

import com.fasterxml.jackson.databind.JsonNode;
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

    /** What is not as it has to be when the last of the jobs has ended. */
    public List<String> faults(String job, int jobs) throws IOException {
        return faults(job, jobs, jobs);
    }

    /** What is not as it has to be, as {@link JobCase#look} sees it. */
    public List<String> faults(String job, int number, int jobs) throws IOException {
        load.look(this, job, number, jobs);
        return faults;
    }

    /** The job when it has ended, or as it is after a while. */
    JsonNode ended(String job) throws IOException {
        return client.await(job, PATIENCE_SECONDS);
    }

    /** The body of an answer. */
    String get(String path) throws IOException {
        return client.get(path).body();
    }

    /** The same, as JSON. */
    JsonNode json(String path) throws IOException {
        return client.get(path).json();
    }

    /** A row as {@link #rows} gives it. */
    static String row(Object id, Object name) {
        return id + "," + name;
    }

    /** The rows of a table of two columns, in the order of their text. */
    List<String> rows(String name) {
        var table = TableDefinitions.load(world.configuration().folder(Configuration.TABLES))
                .find(name)
                .orElseThrow();
        return warehouse.sample(table, ALL).rows().stream()
                .map(row -> row(row.get(0), row.get(1)))
                .sorted()
                .toList();
    }

    /** That what the job was given is still there. */
    void kept(String name) {
        expect("kept", true, Files.exists(world.objects().resolve(name)));
    }

    /** That nothing is left behind; tidying comes after the end is written. */
    void nothingLeft() {
        for (String folder :
                List.of("staging", "uploads", "jobs/backup-use", "jobs/backup-deletion", "jobs/replacing")) {
            Await.until(TIDYING, () -> ofJobs(folder).isEmpty());
            expect(folder, List.of(), ofJobs(folder));
        }
    }

    /** What a request brought that was never accepted is no job's: the sweeper deletes it when it is old. */
    private List<String> ofJobs(String folder) {
        boolean byJob = !folder.startsWith("jobs/");
        return world.files(folder).stream()
                .filter(file -> {
                    String job = file.split("/", 2)[0];
                    return !byJob || Files.exists(world.objects().resolve("jobs/record/" + job + "/accepted.json"));
                })
                .toList();
    }

    /** That there are so many jobs, and all of them end; what several have done is looked at afterwards. */
    void allEnd(int files) {
        expect("all ended", true, Await.until(Duration.ofSeconds(PATIENCE_SECONDS), () -> allEnded(files)));
    }

    /** That there are so many jobs, and this is one of them. */
    void listed(String job, int files) throws IOException {
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

    /** Notes it if they are not equal. */
    void expect(String what, Object wanted, Object found) {
        if (!wanted.equals(found)) {
            faults.add(what + ": " + found + " instead of " + wanted);
        }
    }
}
