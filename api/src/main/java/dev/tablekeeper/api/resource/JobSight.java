package dev.tablekeeper.api.resource;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one look at a job showed.
 *
 * @param json the whole job
 * @param finishedAt when it ended, if it did
 */
record JobSight(String id, List<String> tables, String json, Optional<Instant> finishedAt) {}
