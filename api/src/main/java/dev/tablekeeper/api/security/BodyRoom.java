package dev.tablekeeper.api.security;

import dev.tablekeeper.api.Refusal;
import io.javalin.http.Context;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How many bodies may come at once: files by their number, what is held in memory by its size. */
public final class BodyRoom {
    private static final String ATTRIBUTE = Place.class.getName();
    private static final int UPLOAD_RETRY_SECONDS = 10;
    private static final int MEMORY_RETRY_SECONDS = 2;
    private static final long PATIENCE_MILLIS = 2_000;
    private static final int UNIT_BYTES = 1 << 10;

    /** One body of the largest size always finds room; beyond it a sixteenth of the heap, as each is worth a few copies. */
    private static final long LEAST_BYTES = 32 << 20;

    private static final int PART_OF_HEAP = 16;

    /** A body that is larger than what comes in by itself holds a thread: so there are no more of those than this. */
    private static final int MOST_LARGE = 64;

    private static final int SMALL_BYTES = 60 << 10;

    private final int mostUploads;
    private final Semaphore uploads;
    private final Semaphore memory;
    private final int units;

    BodyRoom(int mostUploads) {
        this(mostUploads, Math.max(LEAST_BYTES, Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
    }

    BodyRoom(int mostUploads, long bytes) {
        this.mostUploads = mostUploads;
        this.uploads = new Semaphore(mostUploads);
        this.units = Math.toIntExact(bytes / UNIT_BYTES);
        this.memory = new Semaphore(units);
    }

    /**
     * Makes room for a request's body, which is given back when it is closed.
     *
     * @param brings whether the body may be a file
     * @throws Refusal 503 for a file while as many as may be are coming in
     */
    Place enter(Context ctx, boolean brings) {
        String type = ctx.header("Content-Type");
        boolean file = brings && type != null && type.regionMatches(true, 0, "text/csv", 0, "text/csv".length());
        if (file && !uploads.tryAcquire()) {
            throw Refusal.busy(
                    mostUploads
                            + " files are being uploaded just now, which is all there may be at once. Try again in a"
                            + " moment.",
                    UPLOAD_RETRY_SECONDS);
        }
        Place place = new Place(file);
        ctx.attribute(ATTRIBUTE, place);
        return place;
    }

    /** The place that a request has. */
    public static Place of(Context ctx) {
        Place place = ctx.attribute(ATTRIBUTE);
        if (place == null) {
            throw new IllegalStateException("no room was made for the body of " + ctx.path());
        }
        return place;
    }

    /** What one request takes of the room. Used by its own thread only. */
    public final class Place implements AutoCloseable {
        private final boolean file;
        private int taken;

        private Place(boolean file) {
            this.file = file;
        }

        /**
         * Takes room for bytes that will be held in memory, before they are read.
         *
         * @throws Refusal 503 where there is none
         */
        public void hold(long bytes) {
            int least = taken == 0 && bytes > SMALL_BYTES ? units / MOST_LARGE : 1;
            int more = (int) Math.min(units, Math.max(least, bytes / UNIT_BYTES + 1));
            try {
                if (memory.tryAcquire(more, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                    taken += more;
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw Refusal.busy(
                    "There is no room in the server's memory for this body just now. Try again in a moment, or send"
                            + " smaller ones.",
                    MEMORY_RETRY_SECONDS);
        }

        @Override
        public void close() {
            memory.release(taken);
            taken = 0;
            if (file) {
                uploads.release();
            }
        }
    }
}
