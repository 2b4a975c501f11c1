package dev.tablekeeper.standalone.incoming;

import dev.tablekeeper.jobs.AcceptedJob;
import dev.tablekeeper.jobs.Claims;
import dev.tablekeeper.jobs.EndedJob;
import dev.tablekeeper.jobs.JobRecords;
import dev.tablekeeper.jobs.Names;
import dev.tablekeeper.jobs.SetAside;
import dev.tablekeeper.jobs.Sources;
import dev.tablekeeper.jobs.StoredLoads;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What becomes of one file that is whole: a job, unless it has or had one. A generation that has been tried is not tried
 * again by itself, however that ended; one whose claim has no record (a crash in between) is accepted again. So what stays
 * in the folder is what waits.
 */
final class Arrivals {
    private final IncomingPlace place;
    private final StoredLoads loads;
    private final JobRecords records;
    private final Sources sources;
    private final SetAside aside;
    private final FolderOptions options;

    Arrivals(IncomingPlace place, StoredLoads loads, JobRecords records, Sources sources, SetAside aside) {
        this.place = place;
        this.loads = loads;
        this.records = records;
        this.sources = sources;
        this.aside = aside;
        this.options = new FolderOptions(place);
    }

    enum Kind {
        /** A job of this folder's is under way with it. */
        OPEN,
        /** Nothing is to be done about this generation. */
        LEFT,
        LATER,
        MUCH_LATER
    }

    /** @param remark what people should know about it */
    record Outcome(Kind kind, Optional<String> job, Optional<String> remark) {
        static Outcome open(String job) {
            return new Outcome(Kind.OPEN, Optional.of(job), Optional.empty());
        }

        static Outcome of(Kind kind) {
            return new Outcome(kind, Optional.empty(), Optional.empty());
        }

        static Outcome of(Kind kind, String remark) {
            return new Outcome(kind, Optional.empty(), Optional.of(remark));
        }
    }

    /** Whether a job makes room for another: it has ended, or its record is gone. */
    boolean isOver(String job) {
        return records.ended(job).isPresent() || records.accepted(job).isEmpty();
    }

    Outcome arrive(String table, WaitingFile file, long now) {
        String uri = place.uri(file.object());
        if (Sources.glob(uri)) {
            return Outcome.of(Kind.LEFT, "is left alone: * and ? mean several files; give it another name");
        }
        Path path = place.path(file.object().name());
        if (!Files.isReadable(path) || !Files.isWritable(path.getParent())) {
            return Outcome.of(
                    Kind.MUCH_LATER,
                    "waits: let the user that Tablekeeper runs as read it and write to its folder, so that it can be"
                            + " set aside");
        }
        StoredLoads.Generation generation =
                new StoredLoads.Generation(table, uri, file.object().generation());
        Optional<Claims.Claim> claim = loads.claim(generation);
        Optional<AcceptedJob> job = claim.flatMap(c -> records.accepted(c.job()));
        Optional<EndedJob> ended = job.flatMap(j -> records.ended(j.id()));
        if (job.isPresent() && ended.isEmpty()) {
            return job.get().startedBy().equals(AcceptedJob.EVENT)
                    ? Outcome.open(job.get().id())
                    : Outcome.of(Kind.LEFT);
        }
        // Whoever is at work between two steps gets the time to take the second.
        if (claim.isPresent() && !file.claim().lasts(claim.get().job() + ended.isPresent(), now)) {
            return Outcome.of(Kind.LATER);
        }
        if (ended.isPresent() && !StoredLoads.refused(job.get())) {
            setAside(generation, file, ended.get());
            return Outcome.of(Kind.LATER, tried(ended.get()));
        }
        return start(generation, file, job, now);
    }

    /** @param refused the job that was refused for it before */
    private Outcome start(
            StoredLoads.Generation generation, WaitingFile file, Optional<AcceptedJob> refused, long now) {
        FolderOptions.Found found = options.of(generation.table(), file.object());
        if (found.input().isPresent()) {
            return load(found);
        }
        // It may be in the middle of being written.
        if (!file.options().lasts(found.fault() + found.file(), now)) {
            return Outcome.of(Kind.LATER);
        }
        String sentence = found.fault() + ". The file was not loaded; mend " + FolderOptions.FILE + ", then move the"
                + " file into " + Names.INCOMING + " again.";
        Optional<AcceptedJob> job =
                refused.isPresent() ? refused : loads.refuse(generation, AcceptedJob.EVENT, found.uri(), sentence);
        job.flatMap(j -> records.ended(j.id())).ifPresent(ended -> setAside(generation, file, ended));
        return Outcome.of(Kind.LATER, "was not loaded: " + found.fault());
    }

    private Outcome load(FolderOptions.Found found) {
        try {
            StoredLoads.Answer answer = loads.load(found.input().orElseThrow(), AcceptedJob.EVENT, Optional.empty());
            return Outcome.open(answer.accepted().job().id());
        } catch (Failure e) {
            if (e.type() == FailureType.SOURCE_MISSING || e.type() == FailureType.SOURCE_CHANGED) {
                return Outcome.of(Kind.LATER);
            }
            throw e;
        }
    }

    /**
     * Usually the job has done it. It has not where the folder was away then, and where somebody has put the file back:
     * then it goes back too, for the claim that keeps it from being loaded twice is not kept for ever.
     */
    private void setAside(StoredLoads.Generation generation, WaitingFile file, EndedJob ended) {
        aside.move(
                ended.id(),
                ended.status(),
                generation.table(),
                sources.internal(generation.uri()).store(),
                file.object());
    }

    private static String tried(EndedJob ended) {
        boolean loaded = ended.status() == JobStatus.SUCCEEDED;
        return "is set aside: the job " + ended.id()
                + (loaded ? " has loaded it" : " took it and " + ended.status().text())
                + ", and nothing is tried again by itself. To load it once more, move it in and touch it.";
    }
}
