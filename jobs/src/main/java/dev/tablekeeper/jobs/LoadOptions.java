package dev.tablekeeper.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.workflow.LoadCsv;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * The options of one load as they were given. {@link LoadCsv.Input} itself judges them, each alone, so that every fault
 * is found and no rule is written twice.
 */
public final class LoadOptions {
    private static final Set<String> SWITCHES = Arrays.stream(LoadCsv.Input.class.getRecordComponents())
            .filter(c -> c.getType() == Boolean.class)
            .map(RecordComponent::getName)
            .collect(Collectors.toSet());

    private final Map<String, JsonNode> given = new TreeMap<>();

    /** The options among named texts, of which {@code true} and {@code false} are switches. */
    public static LoadOptions ofTexts(Map<String, String> texts) {
        LoadOptions options = new LoadOptions();
        texts.forEach((name, text) -> {
            if (LoadCsv.Input.OPTIONS.contains(name)) {
                options.given.put(name, fromText(name, text));
            }
        });
        return options;
    }

    /** The options in a JSON object. */
    public static LoadOptions ofJson(ObjectNode body) {
        LoadOptions options = new LoadOptions();
        for (String name : LoadCsv.Input.OPTIONS) {
            if (body.has(name)) {
                options.given.put(name, body.get(name));
            }
        }
        return options;
    }

    /** Whether nothing is said of how to load, whatever is said of whether to. */
    public boolean silent() {
        return StandingOptions.NAMES.stream().noneMatch(given::containsKey);
    }

    /** What was given, as JSON fields. */
    public ObjectNode json() {
        return Json.MAPPER.createObjectNode().setAll(given);
    }

    /** Sets an option that was not given. */
    public LoadOptions otherwise(String name, Optional<String> value) {
        value.ifPresent(v -> given.putIfAbsent(name, TextNode.valueOf(v)));
        return this;
    }

    /** What was given, in one form whatever the order. */
    public String canonical() {
        return Json.write(given);
    }

    /**
     * The workflow's input with these options.
     *
     * @param keyless whether the table is known to have no key
     * @param fault told of each option that is wrong: its name, and a sentence about it
     * @return empty where there are faults
     */
    public Optional<LoadCsv.Input> input(String table, boolean keyless, String uri, BiConsumer<String, String> fault) {
        boolean sound = true;
        for (Map.Entry<String, JsonNode> option : given.entrySet()) {
            Optional<LoadCsv.Input> alone = read(table, uri, Map.ofEntries(option), option.getKey(), fault);
            sound &= alone.isPresent();
            if (alone.filter(i -> i.mode() == LoadCsv.Mode.MERGE).isPresent() && keyless) {
                fault.accept("mode", "merge needs a key, and table " + table + " has none");
                sound = false;
            }
        }
        return sound ? read(table, uri, given, "options", fault) : Optional.empty();
    }

    private static Optional<LoadCsv.Input> read(
            String table, String uri, Map<String, JsonNode> options, String field, BiConsumer<String, String> fault) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("table", table);
        json.put("uri", uri);
        json.setAll(options);
        try {
            return Optional.of(Json.MAPPER.treeToValue(json, LoadCsv.Input.class));
        } catch (JsonProcessingException e) {
            fault.accept(field, reason(e, options.get(field)));
            return Optional.empty();
        }
    }

    private static String reason(JsonProcessingException e, JsonNode value) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof IllegalArgumentException own && own.getMessage() != null) {
                return own.getMessage();
            }
        }
        Class<?> type = e instanceof MismatchedInputException m ? m.getTargetType() : null;
        String expected;
        if (type == Boolean.class) {
            expected = "true or false";
        } else if (type != null && type.isEnum()) {
            expected = "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(c -> Json.MAPPER.convertValue(c, String.class))
                            .collect(Collectors.joining(", "));
        } else {
            expected = "a text";
        }
        return "is " + expected + ", not " + value;
    }

    private static JsonNode fromText(String name, String text) {
        if (SWITCHES.contains(name) && (text.equals("true") || text.equals("false"))) {
            return BooleanNode.valueOf(Boolean.parseBoolean(text));
        }
        return TextNode.valueOf(text);
    }
}
