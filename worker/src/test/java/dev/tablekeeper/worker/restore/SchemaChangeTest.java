package dev.tablekeeper.worker.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.Column.Mode;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaChangeTest {
    private static final Column ID = Column.of("id", ColumnType.INT64, Mode.REQUIRED);
    private static final Column NAME = Column.of("name", ColumnType.STRING, Mode.NULLABLE);

    private static SchemaChange change(List<Column> then, List<Column> now) {
        return SchemaChange.between(TableDefinition.of("t", List.of(), then), TableDefinition.of("t", List.of(), now));
    }

    @Test
    void theSameColumnsInAnotherOrderAreNoChange() {
        assertThat(change(List.of(ID, NAME), List.of(NAME, ID)).differences()).isEmpty();
    }

    @Test
    void aColumnThatWasAddedAndMayBeEmptyIsNoObstacle() {
        for (Mode mode : List.of(Mode.NULLABLE, Mode.REPEATED)) {
            SchemaChange change = change(List.of(ID), List.of(ID, NAME.withMode(mode)));

            assertThat(change.obstacle()).isEmpty();
            assertThat(change.differences()).containsExactly("name was added since; it will be empty");
        }
    }

    @Test
    void aColumnThatMayBeNullNowIsNoObstacle() {
        SchemaChange change = change(List.of(ID, NAME.withMode(Mode.REQUIRED)), List.of(ID, NAME));

        assertThat(change.obstacle()).isEmpty();
        assertThat(change.differences()).containsExactly("name may be NULL in the table now");
    }

    @Test
    void whatDoesNotFitIsAnObstacleThatSaysWhatCanBeDone() {
        assertThat(change(List.of(ID), List.of(ID, NAME.withMode(Mode.REQUIRED)))
                        .obstacle())
                .hasValueSatisfying(text -> assertThat(text)
                        .contains("name was added since and must have a value")
                        .contains("intoSuffix"));
        assertThat(change(List.of(ID, NAME), List.of(ID)).obstacles())
                .containsExactly("name is in the backup, and not in the table any more");
        assertThat(change(List.of(NAME), List.of(NAME.withMode(Mode.REQUIRED))).obstacles())
                .containsExactly("name may be NULL in the backup, and may not in the table any more");
        assertThat(change(List.of(NAME), List.of(NAME.withMode(Mode.REPEATED))).obstacles())
                .containsExactly("name is STRING in the backup, and a list of STRING in the table");
        assertThat(change(List.of(ID), List.of(Column.of("id", ColumnType.STRING, Mode.REQUIRED)))
                        .obstacles())
                .containsExactly("id is INT64 in the backup, and STRING in the table");
    }
}
