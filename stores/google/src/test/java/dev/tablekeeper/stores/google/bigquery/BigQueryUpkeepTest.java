package dev.tablekeeper.stores.google.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.bigquery.BigQuery.DatasetDeleteOption;
import com.google.cloud.bigquery.Table;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.Column.Mode;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.Warehouse;
import dev.tablekeeper.stores.contract.UpkeepContract;
import dev.tablekeeper.stores.google.GoogleAccess;
import dev.tablekeeper.stores.upkeep.Change;
import dev.tablekeeper.stores.upkeep.Change.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract of upkeep, as far as the liar plays BigQuery, and what only BigQuery has. */
class BigQueryUpkeepTest extends UpkeepContract {
    private final WarehouseWorld world = new WarehouseWorld();

    @AfterEach
    void closeWorld() {
        world.close();
    }

    @Override
    protected Warehouse open() {
        return world.warehouse();
    }

    @Override
    protected ObjectStore objects() {
        return world.objects;
    }

    @Test
    void aDatasetThatIsMissingIsMadeWhereItIsSaidToBe() {
        deleteDataset();
        assertThat(kinds(upkeep(Optional.empty()).apply(List.of(people(ID)), List.of())))
                .containsExactly(Kind.CHOOSE_LOCATION, Kind.CREATE_DATASET, Kind.CREATE_TABLE, Kind.CREATE_TABLE);
        assertThat(upkeep(Optional.of("EU")).apply(List.of(people(ID)), List.of()))
                .allMatch(Change::safe)
                .hasSize(4);
        assertThat(location()).isEqualTo("EU");
        assertThat(upkeep(Optional.of("EU")).diff(List.of(people(ID)), List.of()))
                .isEmpty();
        assertThat(upkeep(Optional.empty()).diff(List.of(people(ID)), List.of()))
                .isEmpty();
    }

    @Test
    void aDatasetInAnotherLocationIsNotMoved() {
        apply(people(ID, NAME));
        List<Change> changes = upkeep(Optional.of("US")).apply(List.of(people(ID, NAME)), List.of());
        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(Kind.CHOOSE_LOCATION);
            assertThat(change.difference()).contains("europe-west1").contains("US");
        });
    }

    @Test
    void descriptionsAndLabelsFollowTheDefinition() {
        apply(people(ID, NAME));
        TableDefinition described = new TableDefinition(
                "people",
                "All of them.",
                List.of(),
                List.of(ID, described(NAME, "Name and surname.")),
                Optional.empty(),
                List.of(),
                Map.of("team", "hr"));
        update(table().toBuilder().setLabels(Map.of("cost", "42", "team", "it")).build());
        List<Change> changes = apply(described);
        assertThat(kinds(changes)).containsExactly(Kind.DESCRIBE, Kind.LABEL);
        assertThat(changes.get(0).difference()).contains("people, people.name");
        Table changed = table();
        assertThat(changed.getDescription()).isEqualTo("All of them.");
        assertThat(changed.getLabels()).containsOnly(Map.entry("cost", "42"), Map.entry("team", "hr"));
        assertThat(changed.getDefinition().getSchema().getFields().get("name").getDescription())
                .isEqualTo("Name and surname.");
        assertThat(diff(described)).isEmpty();
    }

    @Test
    void whatADefinitionDoesNotSayIsLeftAsItIs() {
        apply(people(ID, NAME));
        update(table().toBuilder()
                .setDescription("By hand.")
                .setLabels(Map.of("cost", "42"))
                .build());
        assertThat(diff(people(ID, NAME))).isEmpty();
        apply(people(ID, NAME, AGE));
        assertThat(table().getDescription()).isEqualTo("By hand.");
        assertThat(table().getLabels()).containsOnly(Map.entry("cost", "42"));
    }

    @Test
    void otherPartitionsAndClustersAreRefused() {
        apply(people(ID, NAME));
        TableDefinition laid = new TableDefinition(
                "people", "", List.of(), List.of(ID, NAME), Optional.of("born"), List.of("name"), Map.of());
        List<Change> changes = apply(laid);
        assertThat(kinds(changes)).containsExactly(Kind.CHANGE_PARTITIONING, Kind.CHANGE_CLUSTERING);
        assertThat(changes).noneMatch(Change::safe);
        assertThat(changes.get(0).difference()).contains("by the DAY of born");
    }

    @Test
    void fieldsWithinARecordAreNotChanged() {
        Column street = Column.of("street", ColumnType.STRING, Mode.REQUIRED);
        apply(people(ID, NAME, address(street)));
        for (Column[] fields : new Column[][] {
            {street, Column.of("city", ColumnType.STRING, Mode.NULLABLE)}, {street.withMode(Mode.NULLABLE)}
        }) {
            assertThat(apply(people(ID, NAME, address(fields)))).singleElement().satisfies(change -> {
                assertThat(change.safe()).isFalse();
                assertThat(change.name()).startsWith("people.address.");
                assertThat(change.remedy()).contains("fields within a record are not changed here");
            });
        }
        assertThat(diff(people(ID, NAME, address(street)))).isEmpty();
    }

    private static Column address(Column... fields) {
        return new Column(
                "address",
                ColumnType.STRUCT,
                Mode.NULLABLE,
                "",
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                List.of(fields));
    }

    @Test
    void aStartMindsNeitherDescriptionsNorClusters() {
        apply(people(ID, NAME));
        TableDefinition other = new TableDefinition(
                "people", "Other.", List.of(), List.of(ID, NAME), Optional.empty(), List.of("name"), Map.of());
        warehouse.prepare(List.of(other), List.of());
        assertThat(table().getDescription()).isNotEqualTo("Other.");
    }

    @Test
    void aFailureSaysWhatWasDoneBefore() {
        apply(people(ID, NAME));
        TableDefinition other = TableDefinition.of("others", List.of(), List.of(ID));
        // A name that BigQuery refuses, as the last of three steps.
        TableDefinition bad = TableDefinition.of("never$", List.of(), List.of(ID));
        assertThatThrownBy(() -> warehouse.upkeep().apply(List.of(other, bad), List.of()))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("never$")
                .hasMessageContaining("done before it: a-project.warehouse, others");
        assertThat(warehouse.count("others")).isZero();
    }

    private BigQueryUpkeep upkeep(Optional<String> location) {
        return BigQueryUpkeep.open(GoogleAccess.none(world.server.address()), WarehouseWorld.DATASET, location);
    }

    private void deleteDataset() {
        world.client.call(
                "delete the dataset",
                bigQuery -> bigQuery.delete(WarehouseWorld.DATASET.id(), DatasetDeleteOption.deleteContents()));
    }

    private String location() {
        return world.client
                .call("look", bigQuery -> bigQuery.getDataset(WarehouseWorld.DATASET.id()))
                .getLocation();
    }

    private Table table() {
        return world.client.call("look", bigQuery -> bigQuery.getTable(WarehouseWorld.DATASET.table("people")));
    }

    private void update(Table table) {
        world.client.call("change", bigQuery -> bigQuery.update(table));
    }

    private static Column described(Column column, String description) {
        return new Column(
                column.name(),
                column.type(),
                column.mode(),
                description,
                column.aliases(),
                column.precision(),
                column.scale(),
                column.maxLength(),
                column.fields());
    }
}
