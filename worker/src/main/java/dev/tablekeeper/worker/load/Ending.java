package dev.tablekeeper.worker.load;

import dev.tablekeeper.model.workflow.JobError;
import dev.tablekeeper.model.workflow.JobStatus;
import dev.tablekeeper.model.workflow.LoadCsv;
import java.time.Instant;
import java.util.Optional;

/**
 * How a load wants to end.
 *
 * @param result the counts, where all ranges were read; then there is a rejects file too, if any record was rejected
 */
public record Ending(JobStatus status, Instant startedAt, Optional<LoadCsv.Result> result, Optional<JobError> error) {}
