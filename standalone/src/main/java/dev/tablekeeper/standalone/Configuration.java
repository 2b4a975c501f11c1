package dev.tablekeeper.standalone;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.SecretStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code serve} is told by environment variables, each with a default; a value {@code secret:NAME} stands for that
 * secret.
 */
public record Configuration(Map<String, String> values) {
    private static final String SECRET = "secret:";
    private static final Pattern DAYS = Pattern.compile("(\\d{1,5})d");

    public static final String WAREHOUSE = "TABLEKEEPER_WAREHOUSE";
    public static final String OBJECTS = "TABLEKEEPER_OBJECTS";
    public static final String INCOMING = "TABLEKEEPER_INCOMING";
    public static final String LOAD_FROM = "TABLEKEEPER_LOAD_FROM";
    public static final String SECRETS = "TABLEKEEPER_SECRETS";
    public static final String TABLES = "TABLEKEEPER_TABLES";
    public static final String VIEWS = "TABLEKEEPER_VIEWS";
    public static final String LISTEN = "TABLEKEEPER_LISTEN";
    public static final String KEEP_JOBS = "TABLEKEEPER_KEEP_JOBS";

    /** The incoming place where nothing else is said. */
    public static final String INCOMING_AMONG_OBJECTS = "OBJECTS/incoming";

    private static final List<Setting> SETTINGS = List.of(
            new Setting(WAREHOUSE, "duckdb:data/warehouse.duckdb", "where the tables are"),
            new Setting(OBJECTS, "file:data/objects", "where uploads, staged rows, rejects and job records are"),
            new Setting(
                    INCOMING,
                    INCOMING_AMONG_OBJECTS,
                    "the folder that is watched for files; file:FOLDER for one elsewhere"),
            new Setting(LOAD_FROM, "", "further places that a load's uri may name, separated by commas"),
            new Setting(KEEP_JOBS, "90d", "how long ended jobs and their rejects can be read, in days, at least 7d"),
            new Setting(SECRETS, "env:", "where secrets are: env: or file:FOLDER"),
            new Setting(TABLES, "tables", "the folder of table definitions"),
            new Setting(VIEWS, "views", "the folder of views"),
            new Setting(LISTEN, "127.0.0.1:8080", "where the API listens"));

    /** @param description for {@code serve --help} */
    public record Setting(String name, String defaultValue, String description) {}

    public Configuration {
        values = Map.copyOf(values);
    }

    public static List<Setting> settings() {
        return SETTINGS;
    }

    /** The settings among the variables of an environment, defaults where it has none. */
    public static Configuration of(Map<String, String> environment) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Setting setting : SETTINGS) {
            String value = environment.getOrDefault(setting.name(), "");
            values.put(setting.name(), value.isBlank() ? setting.defaultValue() : value.strip());
        }
        return new Configuration(values);
    }

    /**
     * The same, with each value {@code secret:NAME} replaced by that secret.
     *
     * @throws Failure INVALID_REQUEST where there is no such secret
     */
    public Configuration withSecrets(SecretStore secrets) {
        Map<String, String> resolved = new LinkedHashMap<>(values);
        resolved.replaceAll((name, value) -> {
            if (!value.startsWith(SECRET)) {
                return value;
            }
            String secret = value.substring(SECRET.length());
            return secrets.read(secret)
                    .orElseThrow(() -> new Failure(
                            FailureType.INVALID_REQUEST,
                            name + " names the secret '" + secret + "', which is not in " + get(SECRETS)
                                    + "; store it there, or give the value itself"));
        });
        return new Configuration(resolved);
    }

    public String get(String name) {
        return values.get(name);
    }

    public Path folder(String name) {
        return Path.of(get(name));
    }

    /** The parts of a value that is a list. */
    public List<String> list(String name) {
        return Arrays.stream(get(name).split(","))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toList();
    }

    /**
     * A value such as {@code 90d}.
     *
     * @throws Failure INVALID_REQUEST where it is not a number of days
     */
    public Duration days(String name) {
        Matcher days = DAYS.matcher(get(name));
        if (!days.matches()) {
            throw new Failure(
                    FailureType.INVALID_REQUEST,
                    name + "=" + get(name) + " is not understood; it is a number of days, such as 90d");
        }
        return Duration.ofDays(Long.parseLong(days.group(1)));
    }

    /**
     * What follows the scheme of a value such as {@code duckdb:data/warehouse.duckdb}.
     *
     * @throws Failure INVALID_REQUEST where the value has another scheme
     */
    public String after(String scheme, String name) {
        String value = get(name);
        if (!value.startsWith(scheme)) {
            throw new Failure(
                    FailureType.INVALID_REQUEST, name + "=" + value + " is not understood; it begins with " + scheme);
        }
        return value.substring(scheme.length());
    }
}
