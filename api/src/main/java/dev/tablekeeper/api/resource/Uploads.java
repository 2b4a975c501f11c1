package dev.tablekeeper.api.resource;

import dev.tablekeeper.api.Refusal;
import dev.tablekeeper.jobs.Claims;
import dev.tablekeeper.jobs.Hashes;
import dev.tablekeeper.jobs.Jobs;
import dev.tablekeeper.jobs.Names;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.ObjectWriter;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Request bodies on their way into the object store, as they come and without being held in memory. */
final class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
    private static final int BUFFER_BYTES = 512 << 10;

    private final ObjectStore objects;
    private final Jobs jobs;
    private final Claims claims;

    Uploads(ObjectStore objects, Jobs jobs, Claims claims) {
        this.objects = objects;
        this.jobs = jobs;
        this.claims = claims;
    }

    /**
     * Stores the body as this job's upload, whole or not at all.
     *
     * @return with {@code hashed}, the SHA-256 of its bytes; empty otherwise
     * @throws Refusal 400 where it breaks off
     */
    String receive(Context ctx, String job, boolean hashed) {
        Optional<MessageDigest> digest = hashed ? Optional.of(Hashes.sha256()) : Optional.empty();
        long announced = MediaTypes.contentLength(ctx);
        InputStream body = ctx.bodyInputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (ObjectWriter writer = objects.create(Names.upload(job), Condition.absent())) {
            int length;
            while ((length = next(body, buffer)) > 0) {
                writer.write(buffer, 0, length);
                int filled = length;
                digest.ifPresent(d -> d.update(buffer, 0, filled));
            }
            if (announced >= 0 && writer.size() != announced) {
                throw brokenOff();
            }
            writer.commit();
        }
        return digest.map(d -> HexFormat.of().formatHex(d.digest())).orElse("");
    }

    /** Deletes an upload that nobody needs; one that cannot be deleted now goes with the old uploads. */
    void delete(String job) {
        try {
            objects.delete(Names.upload(job), Condition.any());
        } catch (Failure e) {
            LOG.warn("upload {} stays, though nobody needs it: {}", job, e.getMessage());
        }
    }

    /**
     * Takes back the upload of a job that could not be accepted. It stays if the job's record or the key's claim got
     * written all the same: a repetition of the request, or the sweeper, goes on with it.
     */
    void takeBack(String job, Optional<IdempotencyKey> key) {
        try {
            boolean claimed = key.flatMap(k -> claims.find(k.claim()))
                    .filter(c -> c.job().equals(job))
                    .isPresent();
            if (!claimed && jobs.find(job).isEmpty()) {
                delete(job);
            }
        } catch (RuntimeException e) {
            LOG.warn("upload {} stays, as nobody can tell now whether it is needed: {}", job, e.toString());
        }
    }

    private static int next(InputStream body, byte[] buffer) {
        try {
            return body.readNBytes(buffer, 0, buffer.length);
        } catch (IOException e) {
            throw brokenOff();
        }
    }

    private static Refusal brokenOff() {
        return Refusal.bodyIncomplete("The connection ended within the body. Nothing was kept; send it again.");
    }
}
