package dev.tablekeeper.standalone;

import dev.tablekeeper.model.table.NearestName;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.SecretStore;
import dev.tablekeeper.stores.embedded.secrets.EnvironmentSecretStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code serve} is told by environment variables, each with a default; a value {@code secret:NAME} stands for that
 * secret.
 *
 * @param environment the variables as they are, for what has variables of its own: Temporal's, PATH and the like
 */
public record Configuration(Map<String, String> values, Map<String, String> environment) {
    /** How the names of Temporal's own variables begin; a secret may stand in them too. */
    public static final String TEMPORALS = "TEMPORAL_";

    private static final String PREFIX = "TABLEKEEPER_";
    static final String SECRET = "secret:";
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern DAYS = Pattern.compile("(\\d{1,5})d");

    /** Read by the launcher and by the commands that are clients. */
    private static final Set<String> OF_OTHERS =
            Set.of("TABLEKEEPER_JAVA_OPTS", "TABLEKEEPER_URL", "TABLEKEEPER_API_KEY");

    public static final String WAREHOUSE = "TABLEKEEPER_WAREHOUSE";
    public static final String OBJECTS = "TABLEKEEPER_OBJECTS";
    public static final String INCOMING = "TABLEKEEPER_INCOMING";
    public static final String LOAD_FROM = "TABLEKEEPER_LOAD_FROM";
    public static final String SECRETS = "TABLEKEEPER_SECRETS";
    public static final String TABLES = "TABLEKEEPER_TABLES";
    public static final String VIEWS = "TABLEKEEPER_VIEWS";
    public static final String LISTEN = "TABLEKEEPER_LISTEN";
    public static final String API_KEYS = "TABLEKEEPER_API_KEYS";
    public static final String AUDIENCE = "TABLEKEEPER_AUDIENCE";
    public static final String UPLOADS = "TABLEKEEPER_UPLOADS";
    public static final String TEMPORAL = "TABLEKEEPER_TEMPORAL";
    public static final String TEMPORAL_UI = "TABLEKEEPER_TEMPORAL_UI";

    public static final String BACKUPS = "TABLEKEEPER_BACKUPS";
    public static final String BACKUP_AT = "TABLEKEEPER_BACKUP_AT";
    public static final String TIME_ZONE = "TABLEKEEPER_TIME_ZONE";
    public static final String RETENTION = "TABLEKEEPER_RETENTION";
    public static final String KEEP_JOBS = "TABLEKEEPER_KEEP_JOBS";
    public static final String BIGQUERY_ENDPOINT = "TABLEKEEPER_BIGQUERY_ENDPOINT";
    public static final String STORAGE_ENDPOINT = "TABLEKEEPER_STORAGE_ENDPOINT";
    public static final String CREDENTIALS = "TABLEKEEPER_CREDENTIALS";
    public static final String OPERATIONS_LISTEN = "TABLEKEEPER_OPERATIONS_LISTEN";
    /** Instead of an address: nowhere; instead of a time: never. */
    public static final String OFF = "off";

    /** The incoming place where nothing else is said. */
    public static final String INCOMING_AMONG_OBJECTS = "OBJECTS/incoming";

    private static final List<Setting> SETTINGS = List.of(
            new Setting(
                    WAREHOUSE,
                    "duckdb:data/warehouse.duckdb",
                    "where the tables are: duckdb:FILE or bigquery:PROJECT.DATASET"),
            new Setting(
                    OBJECTS,
                    "file:data/objects",
                    "where uploads, staged rows, rejects and job records are: file:FOLDER or gs://BUCKET/PREFIX"),
            new Setting(
                    BACKUPS,
                    "file:data/backups",
                    "where backups are, best on another disk than the tables: file:FOLDER or gs://BUCKET/PREFIX"),
            new Setting(
                    BACKUP_AT,
                    "08:00",
                    "when all tables are backed up, each day; an hour later on Sundays the newest backup is proven; off for"
                            + " never"),
            new Setting(
                    TIME_ZONE, "", "whose days and times these are, such as Europe/Madrid; if not set, the machine's"),
            new Setting(
                    RETENTION,
                    "7d,5w,12m",
                    "which backups are kept: the last of each of so many days, weeks and months that have one; those with a"
                            + " label always"),
            new Setting(
                    INCOMING,
                    INCOMING_AMONG_OBJECTS,
                    "where files arrive: the folder that is watched for them, file:FOLDER for one elsewhere; where OBJECTS is"
                            + " in a bucket, gs://BUCKET/PREFIX, and nothing is watched"),
            new Setting(LOAD_FROM, "", "further places that a load's uri may name, separated by commas"),
            new Setting(KEEP_JOBS, "90d", "how long ended jobs and their rejects can be read, in days, at least 7d"),
            new Setting(SECRETS, "env:", "where secrets are: env:, file:FOLDER or secretmanager:projects/PROJECT"),
            new Setting(TABLES, "tables", "the folder of table definitions"),
            new Setting(VIEWS, "views", "the folder of views"),
            new Setting(LISTEN, "127.0.0.1:8080", "where the API listens"),
            new Setting(
                    OPERATIONS_LISTEN, "127.0.0.1:9090", "where /metrics, /healthz and /readyz are; off for nowhere"),
            new Setting(
                    API_KEYS,
                    "secret:tablekeeper-api-keys",
                    "the keys that open the API, as a JSON list; keys new makes one. Needed where LISTEN is not on this"
                            + " machine alone"),
            new Setting(
                    AUDIENCE,
                    "",
                    "the audience of Google's tokens, where keys name accounts; the API's address as a rule"),
            new Setting(UPLOADS, "16", "how many files may be uploaded at once, at most 100"),
            new Setting(
                    TEMPORAL,
                    "",
                    "the temporal program, where there is no TEMPORAL_ADDRESS: its path, or none for Temporal inside this"
                            + " process; if not set, the one that install-temporal or PATH has, else none"),
            new Setting(TEMPORAL_UI, "", "where people reach the UI of the Temporal at TEMPORAL_ADDRESS, for links"),
            new Setting(BIGQUERY_ENDPOINT, "", "an emulator's address, instead of BigQuery's own"),
            new Setting(STORAGE_ENDPOINT, "", "an emulator's address, instead of Cloud Storage's own"),
            new Setting(
                    CREDENTIALS,
                    "",
                    "none to ask emulators without credentials; if not set, Google's own default ones"));

    /** @param description for {@code serve --help} */
    public record Setting(String name, String defaultValue, String description) {}

    public Configuration {
        values = Map.copyOf(values);
        environment = Map.copyOf(environment);
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
        return new Configuration(values, environment);
    }

    /**
     * A line for each variable of ours that means nothing here, a misspelt setting as a rule; a secret's variable is the
     * user's to name.
     */
    public static List<String> unknown(Map<String, String> environment) {
        List<String> settings = SETTINGS.stream().map(Setting::name).toList();
        return environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !settings.contains(name) && !OF_OTHERS.contains(name))
                .filter(name -> !isSecret(name, environment))
                .sorted()
                .map(name -> name + " is no setting and has no effect" + hint(name, settings))
                .toList();
    }

    /** What all names begin with makes none of them near. */
    private static String hint(String name, List<String> settings) {
        List<String> ends =
                settings.stream().map(s -> s.substring(PREFIX.length())).toList();
        return NearestName.of(name.substring(PREFIX.length()), ends)
                .map(end -> "; did you mean " + PREFIX + end + "?")
                .orElse("");
    }

    private static boolean isSecret(String variable, Map<String, String> environment) {
        return environment.values().stream()
                .filter(value -> value.startsWith(SECRET))
                .anyMatch(value -> EnvironmentSecretStore.variable(value.substring(SECRET.length()))
                        .equals(variable));
    }

    /**
     * The same, with each value {@code secret:NAME} replaced by that secret.
     *
     * @throws Failure INVALID_REQUEST where there is no such secret
     */
    public Configuration withSecrets(SecretStore secrets) {
        Map<String, String> resolved = new LinkedHashMap<>(values);
        // The keys are looked at again while the server runs, and so stay a secret's name.
        resolved.replaceAll((name, value) -> name.equals(API_KEYS) ? value : resolve(name, value, secrets));
        Map<String, String> variables = new LinkedHashMap<>(environment);
        variables.replaceAll((name, value) -> name.startsWith(TEMPORALS) ? resolve(name, value, secrets) : value);
        return new Configuration(resolved, variables);
    }

    private String resolve(String name, String value, SecretStore secrets) {
        if (!value.startsWith(SECRET)) {
            return value;
        }
        String secret = value.substring(SECRET.length());
        return secrets.read(secret)
                .orElseThrow(() -> new Failure(
                        FailureType.INVALID_REQUEST,
                        name + " names the secret '" + secret + "', which is not in " + get(SECRETS)
                                + "; store it there, or give the value itself"));
    }

    /** Names only: values may be secrets. */
    @Override
    public String toString() {
        return "Configuration" + values.keySet();
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
     * A value that is a number.
     *
     * @throws Failure INVALID_REQUEST where it is none from {@code least} to {@code most}
     */
    public int number(String name, int least, int most) {
        String value = get(name);
        if (NUMBER.matcher(value).matches() && Integer.parseInt(value) >= least && Integer.parseInt(value) <= most) {
            return Integer.parseInt(value);
        }
        throw new Failure(
                FailureType.INVALID_REQUEST,
                name + "=" + value + " is not understood; it is a whole number from " + least + " to " + most);
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
