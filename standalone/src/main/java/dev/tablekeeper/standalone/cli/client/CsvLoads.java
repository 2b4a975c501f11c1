package dev.tablekeeper.standalone.cli.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.model.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;

/** Starts loads. Each goes under an idempotency key, so that sending it again after a lost answer loads it once. */
public final class CsvLoads {
    private static final long WORTH_SHOWING = 1 << 20;
    private static final String CSV = "text/csv";

    private final RestClient client;
    private final JobProgress progress;

    public CsvLoads(RestClient client, JobProgress progress) {
        this.client = client;
        this.progress = progress;
    }

    /**
     * The job that loads {@code source}.
     *
     * @param options the load options that were given, named as in the API; texts and booleans
     * @param waitSeconds how long the reply may wait for the job's end
     */
    public RemoteJob start(
            String table, LoadSource source, Map<String, Object> options, String idempotencyKey, int waitSeconds) {
        RestRequest request = RestRequest.post("v1", "tables", table, "loads")
                .header("Idempotency-Key", idempotencyKey)
                .waiting(waitSeconds);
        if (source instanceof LoadSource.Upload upload) {
            return Sending.job(client, progress, uploading(request, upload, options), upload.repeatable());
        }
        ObjectNode body = Json.MAPPER.valueToTree(options);
        body.put("uri", ((LoadSource.Remote) source).uri());
        RestRequest json = request.body("application/json", () -> BodyPublishers.ofString(body.toString()));
        return Sending.job(client, progress, json, true);
    }

    private RestRequest uploading(RestRequest request, LoadSource.Upload upload, Map<String, Object> options) {
        RestRequest csv = request.body(CSV, () -> publisher(upload));
        for (Map.Entry<String, Object> option : options.entrySet()) {
            csv = csv.query(option.getKey(), option.getValue());
        }
        return upload.gzip() ? csv.header("Content-Encoding", "gzip") : csv;
    }

    private BodyPublisher publisher(LoadSource.Upload upload) {
        long total = upload.length().orElse(0);
        BodyPublisher bytes = BodyPublishers.ofInputStream(() -> {
            try {
                return new CountingStream(upload.bytes().open(), done -> show(done, total));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        // A publisher of a known length must have some; an empty file goes without one.
        return total > 0 ? BodyPublishers.fromPublisher(bytes, total) : bytes;
    }

    /** What is there in no time needs no progress. */
    private void show(long done, long total) {
        if (done >= WORTH_SHOWING) {
            progress.show("uploading", done, total, "bytes");
        }
    }
}
