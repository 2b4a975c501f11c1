package dev.tablekeeper.api.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.api.IncomingUploads;
import dev.tablekeeper.api.Refusal;
import dev.tablekeeper.jobs.LoadOptions;
import dev.tablekeeper.jobs.ObjectOptions;
import dev.tablekeeper.jobs.StandingOptions;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.ObjectNames;
import dev.tablekeeper.stores.UploadAddress;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Addresses to which large files are uploaded past this server, each for one object that is not there yet. Nothing is kept
 * of them here: what the file's load is to be stands in the object's own metadata, signed with the address.
 */
public final class UploadsResource {
    private static final String FILE_NAME = "fileName";
    private static final String UNNAMED = "upload.csv";
    private static final String GZIP_END = ".gz";
    private static final String GZIP = "application/gzip";
    /** Within it the upload has to begin. */
    private static final Duration VALIDITY = Duration.ofHours(1);

    /** Cloud Storage takes 8 KiB of metadata in all. */
    private static final int MOST_METADATA = 7 << 10;

    /** Headers are ASCII. */
    private static final JsonMapper ASCII =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final IncomingUploads incoming;
    private final KnownTables tables;
    private final Clock clock;

    public UploadsResource(IncomingUploads incoming, KnownTables tables, Clock clock) {
        this.incoming = incoming;
        this.tables = tables;
        this.clock = clock;
    }

    /** {@code POST /v1/tables/{table}/uploads}. */
    public void create(Context ctx) {
        TableDefinition table = tables.inPath(ctx);
        Faults faults = new Faults();
        ObjectNode asked = asked(ctx, faults);
        String file = fileName(asked, faults);
        LoadOptions options = LoadOptions.ofJson(asked);
        options.input(table.name(), table.key().isEmpty(), incoming.prefix() + UNNAMED, faults::add);
        Map<String, String> metadata = metadata(options, faults);
        faults.check();

        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        String name = incoming.prefix() + table.name() + "/" + UUID.randomUUID() + "/" + file;
        UploadAddress address = incoming.store()
                .uploadAddress(name, file.endsWith(GZIP_END) ? GZIP : MediaTypes.CSV, metadata, VALIDITY)
                .orElseThrow(UploadsResource::notOffered);
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.put("url", address.url().toString()).put("method", "PUT");
        answer.set("headers", Json.MAPPER.valueToTree(address.headers()));
        answer.put("uri", incoming.store().uri(name))
                .put("expiresAt", now.plus(VALIDITY).toString());
        ctx.header("Cache-Control", "no-store");
        ctx.json(answer);
    }

    /** What stands in the query and in the body, each in one of them. */
    private static ObjectNode asked(Context ctx, Faults faults) {
        List<String> known = new ArrayList<>(StandingOptions.NAMES);
        known.add(FILE_NAME);
        Map<String, String> query = new QueryParameters(ctx, faults, known).values();
        ObjectNode body = JsonBody.orNone(ctx);
        BodyFields.requireKnown(body, faults, known);
        ObjectNode all = LoadOptions.ofTexts(query).json();
        Optional.ofNullable(query.get(FILE_NAME)).ifPresent(name -> all.put(FILE_NAME, name));
        body.properties().forEach(field -> {
            if (query.containsKey(field.getKey())) {
                faults.add(field.getKey(), "is given in the query and in the body; keep one");
            }
            all.set(field.getKey(), field.getValue());
        });
        return all;
    }

    /** One part of a name that an event takes for a CSV file. */
    private static String fileName(ObjectNode asked, Faults faults) {
        if (!asked.has(FILE_NAME)) {
            return UNNAMED;
        }
        String name = asked.get(FILE_NAME).asText();
        boolean csv = name.endsWith(".csv") || name.endsWith(".csv" + GZIP_END);
        boolean plain = ObjectNames.isName(name) && name.indexOf('/') < 0 && !name.startsWith(".");
        if (!asked.get(FILE_NAME).isTextual() || !csv || !plain || name.matches(".*[*?].*")) {
            faults.add(
                    FILE_NAME,
                    "is the name of a file that ends in .csv or .csv.gz, without a folder and without * and ?, not "
                            + asked.get(FILE_NAME));
        }
        return name;
    }

    private static Map<String, String> metadata(LoadOptions options, Faults faults) {
        ObjectNode json = options.json();
        if (json.isEmpty()) {
            return Map.of();
        }
        String text = ascii(json);
        if (text.length() > MOST_METADATA) {
            faults.add(
                    "options",
                    "have " + text.length() + " bytes as JSON; an object's metadata has room for " + MOST_METADATA);
        }
        return Map.of(ObjectOptions.METADATA, text);
    }

    private static String ascii(ObjectNode json) {
        try {
            return ASCII.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Refusal notOffered() {
        return Refusal.notOffered(
                "This server has no place to which a file could be uploaded past it: that takes a bucket"
                        + " of Cloud Storage and a service account that signs. Send the file as the body of POST"
                        + " /v1/tables/{table}/loads instead; it may have any size.");
    }
}
