package dev.tablekeeper.standalone.incoming;

import dev.tablekeeper.jobs.Acceptance;
import dev.tablekeeper.jobs.Claims;
import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.jobs.Job;
import dev.tablekeeper.jobs.JobRecords;
import dev.tablekeeper.jobs.Jobs;
import dev.tablekeeper.jobs.Names;
import dev.tablekeeper.jobs.RunningJobs;
import dev.tablekeeper.jobs.SetAside;
import dev.tablekeeper.jobs.Sources;
import dev.tablekeeper.jobs.StoredLoads;
import dev.tablekeeper.jobs.WorkflowStarter;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.standalone.temporal.InProcessTemporal;
import dev.tablekeeper.standalone.temporal.Wire;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A watched folder whose looks and whose time the test makes, and whose jobs stay queued until the test ends them. */
final class IncomingWorld implements AutoCloseable {
    final ObjectStore objects;
    final Sources sources;
    final JobRecords records;
    final Claims claims;
    final StoredLoads loads;
    final SetAside aside;
    final Jobs jobs;
    final IncomingPlace place;

    private final Path outside;
    private final InProcessTemporal temporal = new InProcessTemporal(Wire.PLAIN);
    private IncomingFolder folder;
    private long nanos;

    IncomingWorld(Path root) throws IOException {
        this(root, UnaryOperator.identity());
    }

    IncomingWorld(Path root, UnaryOperator<ObjectStore> aroundObjects) throws IOException {
        Clock clock = Clock.tickMillis(ZoneOffset.UTC);
        outside = Files.createDirectories(root.resolve("outside"));
        objects = aroundObjects.apply(new LocalObjectStore(root.resolve("objects"), ""));
        place = IncomingPlace.among(root.resolve("objects"));
        sources = new Sources(place.places(objects));
        records = new JobRecords(objects);
        claims = new Claims(objects, clock);
        jobs = new Jobs(records, new RunningJobs(temporal.servers()), objects);
        Acceptance acceptance = new Acceptance(
                records, claims, new WorkflowStarter(temporal.servers(), new RunningJobs(temporal.servers())), clock);
        loads = new StoredLoads(sources, acceptance, claims, jobs, clock);
        aside = new SetAside(objects, claims);
        restart();
    }

    /** The watching begins anew, with nothing in memory. */
    void restart() {
        folder = new IncomingFolder(place, loads, records, sources, aside, () -> nanos);
    }

    /** Some time passes, then there is a look. */
    void look(Duration later) {
        nanos += later.toNanos();
        folder.pass();
    }

    /** Looks until a file that stood still would have been taken. */
    void lookLong() {
        for (int i = 0; i < 12; i++) {
            look(Duration.ofMillis(500));
        }
    }

    IncomingFolder folder() {
        return folder;
    }

    /** Puts a file there as {@code mv} does, after it was written: not within one tick of the file system's clock. */
    Path moveIn(String name, String content) throws IOException {
        Path written = Files.writeString(outside.resolve("next"), content);
        Path tick = outside.resolve("tick");
        do {
            Files.writeString(tick, "x");
        } while (Files.getLastModifiedTime(tick).equals(Files.getLastModifiedTime(written)));
        Path target = place.folder().resolve(name);
        Files.createDirectories(target.getParent());
        return Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Puts a file there as {@code cp} does. */
    Path write(String name, String content) throws IOException {
        Path target = place.folder().resolve(name);
        Files.createDirectories(target.getParent());
        return Files.writeString(target, content);
    }

    /** The jobs there are, oldest first. */
    List<Job> jobs() {
        List<Job> newestFirst = jobs.list(
                        new Jobs.Filter(Optional.empty(), Optional.empty(), Optional.empty()), 500, Optional.empty())
                .jobs();
        return newestFirst.stream()
                .sorted((a, b) -> a.createdAt().compareTo(b.createdAt()))
                .toList();
    }

    Job onlyJob() {
        List<Job> all = jobs();
        if (all.size() != 1) {
            throw new AssertionError("one job was expected: " + all);
        }
        return all.get(0);
    }

    List<String> uris() {
        return jobs().stream()
                .map(job -> job.input().get("uri").asText())
                .sorted()
                .toList();
    }

    /** Ends a job as a worker does: record, then the file is set aside. */
    void end(Job job, JobStatus status) {
        Optional<JobError> error = status == JobStatus.FAILED
                ? Optional.of(JobError.of(FailureType.NOT_CSV, "a test wants it so"))
                : Optional.empty();
        records.end(new EndedJob(job.id(), status, job.createdAt(), job.createdAt(), Optional.empty(), error));
        Sources.Source source = sources.internal(job.input().get("uri").asText());
        source.objects().forEach(o -> aside.move(job.id(), status, job.tables().get(0), source.store(), o));
    }

    List<String> names(String prefix) {
        return objects.list(prefix, "", 1_000).stream().map(StoredObject::name).toList();
    }

    /** Where a file is that was set aside. */
    Path path(String name) {
        return place.folder().resolveSibling(name);
    }

    static String incoming(String name) {
        return Names.INCOMING + name;
    }

    @Override
    public void close() {
        folder.close();
        temporal.close();
    }
}
