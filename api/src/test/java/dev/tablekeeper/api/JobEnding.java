package dev.tablekeeper.api;

import io.temporal.activity.ActivityInterface;

/** The only step of a {@link GatedLoad}. */
@ActivityInterface
public interface JobEnding {
    void end(String job);
}
