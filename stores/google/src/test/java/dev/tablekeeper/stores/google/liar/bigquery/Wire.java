package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * Rows as they stand in answers: {@code {"f": [{"v": …}]}}, each value a text.
 *
 * @param int64Timestamps TIMESTAMPs in microseconds; otherwise in seconds, as a double that rounds
 */
record Wire(boolean int64Timestamps) {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'", Locale.ROOT);
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT);

    ArrayNode rows(ResultRows result, int from, int to) {
        ArrayNode rows = Json.array();
        for (String[] row : result.rows().subList(from, to)) {
            ArrayNode cells = rows.addObject().putArray("f");
            for (int i = 0; i < row.length; i++) {
                cells.add(cell(result.fields().get(i), row[i]));
            }
        }
        return rows;
    }

    private ObjectNode cell(JsonNode field, String text) {
        if (text == null) {
            return Json.object().putNull("v");
        }
        return FieldType.nested(field) ? nested(field, Json.parse(text)) : leaf(field, text);
    }

    private ObjectNode nested(JsonNode field, JsonNode value) {
        ObjectNode cell = Json.object();
        if (!FieldType.repeated(field)) {
            return one(field, value);
        }
        ArrayNode elements = cell.putArray("v");
        value.forEach(element -> elements.add(one(field, element)));
        return cell;
    }

    private ObjectNode one(JsonNode field, JsonNode value) {
        if (value.isNull()) {
            return Json.object().putNull("v");
        }
        if (!FieldType.type(field).equals("RECORD")) {
            return leaf(field, value.asText());
        }
        ObjectNode cell = Json.object();
        ArrayNode cells = cell.putObject("v").putArray("f");
        for (JsonNode inner : field.get("fields")) {
            JsonNode part = value.get(inner.get("name").asText());
            cells.add(FieldType.repeated(inner) ? nested(inner, part) : one(inner, part));
        }
        return cell;
    }

    private ObjectNode leaf(JsonNode field, String text) {
        return Json.object()
                .put(
                        "v",
                        switch (FieldType.type(field)) {
                            case "FLOAT" -> number(text);
                            case "NUMERIC" -> plain(new BigDecimal(text));
                            case "TIME" -> time(LocalTime.MIDNIGHT.plus(Long.parseLong(text), ChronoUnit.MICROS));
                            case "DATETIME" -> dateTime(Long.parseLong(text));
                            case "TIMESTAMP" -> int64Timestamps ? text : Double.toString(Long.parseLong(text) / 1e6);
                            default -> text;
                        });
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static String number(String duck) {
        return switch (duck) {
            case "inf" -> "Infinity";
            case "-inf" -> "-Infinity";
            case "nan" -> "NaN";
            default -> Double.toString(Double.parseDouble(duck));
        };
    }

    static String dateTime(long micros) {
        LocalDateTime time = LocalDateTime.ofInstant(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), ZoneOffset.UTC);
        return DAY.format(time) + time(time.toLocalTime());
    }

    /** With six digits of a second or none. */
    private static String time(LocalTime time) {
        boolean whole = time.equals(time.truncatedTo(ChronoUnit.SECONDS));
        return (whole ? SECONDS : MICROS).format(time);
    }

    static boolean int64(JsonNode formatOptions) {
        return formatOptions.path("useInt64Timestamp").asBoolean()
                || List.of("INT64")
                        .contains(formatOptions.path("timestampOutputFormat").asText());
    }
}
