package dev.tablekeeper.api.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.api.security.Access;
import dev.tablekeeper.jobs.StandingOptions;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.table.TableDefinitions;
import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.model.table.ViewDefinitions;
import dev.tablekeeper.model.value.RejectCode;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.model.workflow.JobKind;
import dev.tablekeeper.model.workflow.JobStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The OpenAPI 3.1 document: what a person wrote ({@code openapi.yaml}), completed with what the code and the tables know.
 *
 * @see <a href="https://spec.openapis.org/oas/v3.1.1.html">OpenAPI 3.1</a>
 */
public final class OpenApi {
    private static final String LOAD_OPTIONS = "x-load-options";
    /** Of those, the ones that may lie beside a file. */
    private static final String STANDING = "standing";

    private final ObjectNode document = written();
    private final ObjectNode schemas = (ObjectNode) document.at("/components/schemas");
    private final Map<String, ObjectNode> loadOptions = LoadOptionSchemas.all(document.remove(LOAD_OPTIONS));

    private OpenApi() {}

    /**
     * The description of an API.
     *
     * @param routes what each of its routes, such as {@code GET /v1/tables}, asks of its callers; nothing else is described
     * @param keyless whether it asks for no key
     */
    public static ObjectNode document(
            TableDefinitions tables, ViewDefinitions views, Map<String, Access> routes, boolean keyless) {
        OpenApi api = new OpenApi();
        api.describeVersion();
        api.describeWords(tables, views);
        api.describeRows(tables);
        api.describeLoads(tables);
        ObjectNode paths = (ObjectNode) api.document.get("paths");
        paths.properties().forEach(path -> {
            ObjectNode operations = (ObjectNode) path.getValue();
            operations
                    .properties()
                    .removeIf(operation -> !routes.containsKey(route(path.getKey(), operation.getKey())));
            operations.properties().forEach(operation -> {
                Access access = routes.get(route(path.getKey(), operation.getKey()));
                api.complete((ObjectNode) operation.getValue(), access, keyless);
            });
        });
        paths.properties().removeIf(path -> path.getValue().isEmpty());
        return api.document;
    }

    private static String route(String path, String method) {
        return method.toUpperCase(Locale.ROOT) + " " + path;
    }

    private void describeVersion() {
        String version = OpenApi.class.getPackage().getImplementationVersion();
        ((ObjectNode) document.get("info")).put("version", version == null ? "0" : version);
    }

    /** Everything that is one of several words. */
    private void describeWords(TableDefinitions tables, ViewDefinitions views) {
        schemas.set("TableName", oneOf(tables.names()));
        schemas.set(
                "ViewName", oneOf(views.all().stream().map(ViewDefinition::name).toList()));
        schemas.set(
                "JobKind",
                oneOf(Arrays.stream(JobKind.values()).map(JobKind::text).toList()));
        schemas.set(
                "JobStatus",
                oneOf(Arrays.stream(JobStatus.values()).map(JobStatus::text).toList()));
        schemas.set(
                "RejectCode",
                oneOf(Arrays.stream(RejectCode.values()).map(RejectCode::code).toList()));
        schemas.set(
                "ColumnType",
                oneOf(Arrays.stream(ColumnType.values()).map(ColumnType::name).toList()));
        schemas.set(
                "ColumnMode",
                oneOf(Arrays.stream(Column.Mode.values()).map(Column.Mode::name).toList()));
        ObjectNode failures = schemas.putObject("FailureType").put("type", "string");
        ArrayNode choices = failures.putArray("oneOf");
        for (FailureType type : FailureType.values()) {
            choices.addObject().put("const", type.urn()).put("title", type.title());
        }
    }

    private void describeRows(TableDefinitions tables) {
        ArrayNode read = schemas.putObject("Row")
                .put("description", "A row of the table")
                .putArray("anyOf");
        ObjectNode one = closed("InsertRows", "rows");
        ObjectNode rows = batch((ObjectNode) one.get("properties"), "rows");
        ArrayNode inserted = rows.put("minItems", 1).putObject("items").putArray("anyOf");
        ObjectNode several = closed("InsertData").put("minProperties", 1);
        several.put("description", "Rows by table, 1 to 1000 in all");
        ObjectNode all = Json.MAPPER.createObjectNode();
        for (TableDefinition table : tables.all()) {
            String name = "row_" + table.name();
            String newName = "new_row_" + table.name();
            ObjectNode example = RowSchemas.example(table.columns());
            schemas.set(name, RowSchemas.READ.row(table.columns()).put("description", table.description()));
            schemas.set(newName, RowSchemas.INSERTED.row(table.columns()).put("description", table.description()));
            ((ObjectNode) schemas.get(newName)).putArray("examples").add(example);
            read.add(reference(name));
            inserted.add(reference(newName));
            batch((ObjectNode) several.get("properties"), table.name()).set("items", reference(newName));
            all.putArray(table.name()).add(example);
        }
        one.putArray("examples").addObject().set("rows", all.path(tables.names().get(0)));
        several.putArray("examples").add(all);
    }

    private void describeLoads(TableDefinitions tables) {
        ObjectNode intoTable = closed("LoadIntoTable", "uri");
        ObjectNode any = closed("LoadCsv", "table", "uri");
        ((ObjectNode) any.get("properties")).set("table", reference("TableName"));
        for (ObjectNode load : List.of(intoTable, any)) {
            ObjectNode properties = (ObjectNode) load.get("properties");
            properties
                    .putObject("uri")
                    .put("type", "string")
                    .put("minLength", 1)
                    .put("description", "What lies in a place that may be loaded from; may be a glob");
            loadOptions.forEach((name, schema) -> properties.set(name, schema.deepCopy()));
        }
        ObjectNode upload = (ObjectNode) closed("AskUpload").get("properties");
        upload.putObject("fileName")
                .put("type", "string")
                .put("description", "What the file is called; it ends in .csv or .csv.gz")
                .put("default", "upload.csv");
        StandingOptions.NAMES.forEach(
                name -> upload.set(name, loadOptions.get(name).deepCopy()));
        String table = tables.names().get(0);
        String uri = "incoming/" + table + "/*.csv";
        intoTable.putArray("examples").addObject().put("uri", uri);
        any.putArray("examples").addObject().put("table", table).put("uri", uri).put("mode", "merge");
    }

    private void complete(ObjectNode operation, Access access, boolean keyless) {
        Optional.ofNullable(operation.remove(LOAD_OPTIONS))
                .ifPresent(which -> loadOptions.forEach((name, schema) -> {
                    if (!which.asText().equals(STANDING) || StandingOptions.NAMES.contains(name)) {
                        operation.withArray("parameters").add(queryParameter(name, schema));
                    }
                }));
        Map<String, JsonNode> answers = new TreeMap<>();
        answers.put("400", reference("responses", "BadRequest"));
        answers.put("403", reference("responses", "Forbidden"));
        answers.put("429", reference("responses", "TooManyRequests"));
        answers.put("500", reference("responses", "InternalError"));
        answers.put("503", reference("responses", "Unavailable"));
        ArrayNode security = operation.putArray("security");
        if (access != Access.OPEN) {
            answers.put("401", reference("responses", "Unauthorized"));
            secure(security, access, keyless);
        }
        ObjectNode written = (ObjectNode) operation.get("responses");
        written.properties().forEach(answer -> answers.put(answer.getKey(), answer.getValue()));
        operation.putObject("responses").setAll(answers);
    }

    /** One of these suffices; an empty one asks for nothing. */
    private void secure(ArrayNode security, Access access, boolean keyless) {
        if (keyless) {
            security.addObject();
        }
        document.at("/components/securitySchemes").fieldNames().forEachRemaining(scheme -> {
            ArrayNode scopes = security.addObject().putArray(scheme);
            access.scope().ifPresent(scope -> scopes.add(scope.text()));
        });
    }

    /** As a query parameter, a list is a text with commas and a number is a text. */
    private static ObjectNode queryParameter(String name, ObjectNode schema) {
        ObjectNode own = schema.deepCopy();
        JsonNode description = own.remove("description");
        if (own.get("type").isArray()) {
            own.put("type", "string").remove(List.of("items", "minimum", "maximum"));
        }
        if (own.get("default").isArray()) {
            own.remove("default");
        }
        ObjectNode parameter = Json.MAPPER.createObjectNode().put("name", name).put("in", "query");
        parameter.set("description", description);
        parameter.set("schema", own);
        return parameter;
    }

    private ObjectNode closed(String name, String... required) {
        ObjectNode schema = schemas.putObject(name).put("type", "object").put("additionalProperties", false);
        if (required.length > 0) {
            ArrayNode names = schema.putArray("required");
            List.of(required).forEach(names::add);
        }
        schema.putObject("properties");
        return schema;
    }

    private static ObjectNode batch(ObjectNode properties, String name) {
        return properties.putObject(name).put("type", "array").put("maxItems", 1_000);
    }

    private static ObjectNode reference(String schema) {
        return reference("schemas", schema);
    }

    private static ObjectNode reference(String kind, String name) {
        return Json.MAPPER.createObjectNode().put("$ref", "#/components/" + kind + "/" + name);
    }

    static ObjectNode oneOf(List<String> words) {
        ObjectNode schema = Json.MAPPER.createObjectNode().put("type", "string");
        ArrayNode choices = schema.putArray("enum");
        words.forEach(choices::add);
        return schema;
    }

    private static ObjectNode written() {
        try (InputStream yaml = OpenApi.class.getResourceAsStream("openapi.yaml")) {
            return Json.MAPPER.valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
