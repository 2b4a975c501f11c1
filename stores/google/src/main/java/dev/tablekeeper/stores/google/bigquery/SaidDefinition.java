package dev.tablekeeper.stores.google.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.bigquery.Clustering;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.FieldList;
import com.google.cloud.bigquery.PolicyTags;
import com.google.cloud.bigquery.RangePartitioning;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.TableInfo;
import com.google.cloud.bigquery.TimePartitioning;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * What BigQuery said of a table when it was backed up, put into the table that is made in its place: descriptions, policy
 * tags and defaults of its columns, partitioning, clustering, labels. Not what would make rows go or keep them from being
 * read, the expiration of partitions and the partition filter, nor constraints.
 */
final class SaidDefinition {
    private static final String KIND = "bigquery#table";

    private SaidDefinition() {}

    /** @param said of a table of another warehouse's it says nothing here */
    static TableInfo put(TableInfo info, Optional<JsonNode> said) {
        return said.filter(table -> table.path("kind").asText().equals(KIND))
                .map(table -> put(info, table))
                .orElse(info);
    }

    private static TableInfo put(TableInfo info, JsonNode said) {
        StandardTableDefinition.Builder definition = StandardTableDefinition.newBuilder()
                .setSchema(Schema.of(fields(
                        LiveTables.schema(info).getFields(), said.path("schema").path("fields"))));
        JsonNode time = said.path("timePartitioning");
        JsonNode range = said.path("rangePartitioning");
        if (has(info, time)) {
            definition.setTimePartitioning(TimePartitioning.newBuilder(
                            TimePartitioning.Type.valueOf(time.path("type").asText()))
                    .setField(text(time, "field").orElse(null))
                    .build());
        } else if (has(info, range)) {
            JsonNode bounds = range.path("range");
            definition.setRangePartitioning(RangePartitioning.newBuilder()
                    .setField(range.path("field").asText())
                    .setRange(RangePartitioning.Range.newBuilder()
                            .setStart(bounds.path("start").asLong())
                            .setEnd(bounds.path("end").asLong())
                            .setInterval(bounds.path("interval").asLong())
                            .build())
                    .build());
        }
        List<String> clustered = texts(said.path("clustering").path("fields"));
        if (!clustered.isEmpty() && clustered.stream().allMatch(column -> hasColumn(info, column))) {
            definition.setClustering(
                    Clustering.newBuilder().setFields(clustered).build());
        }
        Map<String, String> labels = new HashMap<>();
        said.path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return info.toBuilder()
                .setDefinition(definition.build())
                .setDescription(text(said, "description").orElse(info.getDescription()))
                .setLabels(labels)
                .build();
    }

    /** Whether a table is partitioned so, and by a column that is still there. */
    private static boolean has(TableInfo info, JsonNode partitioning) {
        return partitioning.isObject()
                && text(partitioning, "field")
                        .map(column -> hasColumn(info, column))
                        .orElse(true);
    }

    private static boolean hasColumn(TableInfo info, String column) {
        return TableSchema.named(LiveTables.schema(info), column).isPresent();
    }

    private static List<Field> fields(FieldList fields, JsonNode said) {
        List<Field> all = new ArrayList<>();
        for (Field field : fields) {
            Optional<JsonNode> same = StreamSupport.stream(said.spliterator(), false)
                    .filter(one -> one.path("name").asText().equalsIgnoreCase(field.getName()))
                    .findFirst();
            all.add(same.map(one -> field(field, one)).orElse(field));
        }
        return all;
    }

    private static Field field(Field field, JsonNode said) {
        Field.Builder more = field.toBuilder();
        if (field.getSubFields() != null && !field.getSubFields().isEmpty()) {
            more.setType(field.getType(), FieldList.of(fields(field.getSubFields(), said.path("fields"))));
        }
        text(said, "description").ifPresent(more::setDescription);
        text(said, "defaultValueExpression").ifPresent(more::setDefaultValueExpression);
        text(said, "collation").ifPresent(more::setCollation);
        text(said, "maxLength").map(Long::valueOf).ifPresent(more::setMaxLength);
        List<String> tags = texts(said.path("policyTags").path("names"));
        if (!tags.isEmpty()) {
            more.setPolicyTags(PolicyTags.newBuilder().setNames(tags).build());
        }
        return more.build();
    }

    private static Optional<String> text(JsonNode node, String name) {
        return node.hasNonNull(name) ? Optional.of(node.get(name).asText()) : Optional.empty();
    }

    private static List<String> texts(JsonNode nodes) {
        List<String> texts = new ArrayList<>();
        nodes.forEach(node -> texts.add(node.asText()));
        return texts;
    }
}
