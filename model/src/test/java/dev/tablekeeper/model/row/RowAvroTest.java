package dev.tablekeeper.model.row;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tablekeeper.model.row.RowTables.Table;
import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class RowAvroTest {
    /** A block of one small id: count, size, id, sync marker. */
    private static final int BLOCK = 1 + 1 + 1 + DataFileConstants.SYNC_SIZE;

    @Test
    void theSchemaIsThatOfABigQueryExport() {
        TableDefinition table = TableDefinition.of(
                "t",
                List.of(),
                List.of(
                        Column.of("i", ColumnType.INT64, Column.Mode.REQUIRED),
                        Column.of("n", ColumnType.NUMERIC, Column.Mode.NULLABLE),
                        Column.of("b", ColumnType.BIGNUMERIC, Column.Mode.REQUIRED),
                        Column.of("d", ColumnType.DATE, Column.Mode.REQUIRED),
                        Column.of("t", ColumnType.TIME, Column.Mode.REQUIRED),
                        Column.of("dt", ColumnType.DATETIME, Column.Mode.REQUIRED),
                        Column.of("ts", ColumnType.TIMESTAMP, Column.Mode.REQUIRED),
                        Column.of("j", ColumnType.JSON, Column.Mode.REQUIRED),
                        Column.of("g", ColumnType.GEOGRAPHY, Column.Mode.REQUIRED),
                        Column.of("r", ColumnType.STRING, Column.Mode.REPEATED),
                        RowTables.struct(
                                "s", Column.Mode.NULLABLE, Column.of("f", ColumnType.FLOAT64, Column.Mode.REQUIRED))));

        assertThat(RowAvro.schema(table).toString()).isEqualTo("""
                {"type":"record","name":"Root","fields":[\
                {"name":"i","type":"long"},\
                {"name":"n","type":["null",{"type":"bytes","logicalType":"decimal","precision":38,"scale":9}]},\
                {"name":"b","type":{"type":"bytes","logicalType":"decimal","precision":77,"scale":38}},\
                {"name":"d","type":{"type":"int","logicalType":"date"}},\
                {"name":"t","type":{"type":"long","logicalType":"time-micros"}},\
                {"name":"dt","type":{"type":"string","logicalType":"datetime"}},\
                {"name":"ts","type":{"type":"long","logicalType":"timestamp-micros"}},\
                {"name":"j","type":{"type":"string","sqlType":"JSON"}},\
                {"name":"g","type":{"type":"string","sqlType":"GEOGRAPHY"}},\
                {"name":"r","type":{"type":"array","items":"string"}},\
                {"name":"s","type":["null",{"type":"record","name":"s_1","fields":[{"name":"f","type":"double"}]}]}]}""");
    }

    @Test
    void anyAvroReaderReadsTheRows() throws IOException {
        TableDefinition table = TableDefinition.of(
                "t",
                List.of(),
                List.of(
                        Column.of("name", ColumnType.STRING, Column.Mode.NULLABLE),
                        Column.of("at", ColumnType.DATETIME, Column.Mode.REQUIRED),
                        Column.of("homes", ColumnType.INT64, Column.Mode.REPEATED)));
        byte[] file = write(
                table,
                List.of(row("Ana".getBytes(UTF_8), -1L, List.of(1L, 2L)), row(null, 0L, null)),
                RowAvro.Compression.DEFLATE);

        List<String> records = new ArrayList<>();
        try (DataFileStream<GenericRecord> stream =
                new DataFileStream<>(new ByteArrayInputStream(file), new GenericDatumReader<>())) {
            stream.forEach(record -> records.add(record.toString()));
        }
        assertThat(records)
                .containsExactly(
                        "{\"name\": \"Ana\", \"at\": \"1969-12-31T23:59:59.999999\", \"homes\": [1, 2]}",
                        "{\"name\": null, \"at\": \"1970-01-01T00:00:00\", \"homes\": []}");
    }

    @Test
    void columnsMayHaveAnyName() {
        List<String> names =
                List.of("plain", "First name", "first_name", "tk__x", "größe", "a-b", "a_2d_b", "", "1", "😀");
        List<Column> columns = names.stream()
                .map(name -> Column.of(name, ColumnType.INT64, Column.Mode.NULLABLE))
                .toList();
        TableDefinition table = TableDefinition.of(
                "odd",
                List.of(),
                List.of(
                        Column.of("a b", ColumnType.INT64, Column.Mode.NULLABLE),
                        RowTables.struct("c d", Column.Mode.NULLABLE, columns.toArray(Column[]::new))));
        Map<String, Object> fields = new LinkedHashMap<>();
        names.forEach(name -> fields.put(name, (long) name.length()));

        assertThat(read(table, write(table, List.of(row(7L, fields)), RowAvro.Compression.NONE), 5))
                .containsExactly(row(7L, fields));
        assertThat(RowAvro.schema(table).getField("tk__a_20_b").getObjectProp("columnName"))
                .isEqualTo("a b");
        TableDefinition wider = TableDefinition.of(
                "odd",
                List.of(),
                List.of(
                        Column.of("e f", ColumnType.INT64, Column.Mode.NULLABLE),
                        table.columns().get(0)));
        TableDefinition narrow =
                TableDefinition.of("odd", List.of(), List.of(table.columns().get(0)));
        assertThat(read(wider, write(narrow, List.of(row(7L)), RowAvro.Compression.NONE), 5))
                .containsExactly(row(null, 7L));
    }

    @Property(tries = 150)
    void anyRowsOfAnyTableComeBack(
            @ForAll("tables") Table table,
            @ForAll @IntRange(min = 1, max = 7) int capacity,
            @ForAll RowAvro.Compression compression) {
        byte[] file = write(table.definition(), table.rows(), compression);
        assertThat(read(table.definition(), file, capacity))
                .usingRecursiveComparison()
                .isEqualTo(table.rows());
    }

    @Provide
    Arbitrary<Table> tables() {
        return RowTables.tables();
    }

    @Test
    void manyBlocksAreReadOneAfterTheOther() {
        TableDefinition table = TableDefinition.of(
                "t",
                List.of(),
                List.of(
                        Column.of("id", ColumnType.INT64, Column.Mode.REQUIRED),
                        Column.of("text", ColumnType.STRING, Column.Mode.NULLABLE)));
        List<List<Object>> rows = new ArrayList<>();
        for (long i = 0; i < 50_000; i++) {
            rows.add(row(i, i % 7 == 0 ? null : ("text of row " + i).getBytes(UTF_8)));
        }
        byte[] file = write(table, rows, RowAvro.Compression.NONE);
        assertThat(file.length).isGreaterThan(3 << 18);

        RowBatch batch = new RowBatch(table.columns(), 1000);
        long next = 0;
        try (RowSource.RowReader reader = RowAvro.reader(table, new ByteArrayInputStream(file))) {
            while (reader.read(batch)) {
                for (int row = 0; row < batch.size(); row++) {
                    assertThat(batch.column(0).getLong(row)).isEqualTo(next);
                    assertThat(batch.column(1).isNull(row)).isEqualTo(next % 7 == 0);
                    next++;
                }
            }
        }
        assertThat(next).isEqualTo(50_000);
    }

    @Test
    void aFileWithoutRowsIsAFile() {
        TableDefinition table = ids();
        assertThat(read(table, write(table, List.of(), RowAvro.Compression.DEFLATE), 5))
                .isEmpty();
    }

    @Test
    void aColumnThatWasAddedSinceIsEmptyWhereItMayBe() {
        byte[] file = write(ids(), List.of(row(1L), row(2L)), RowAvro.Compression.NONE);
        TableDefinition wider = TableDefinition.of(
                "ids",
                List.of(),
                List.of(
                        Column.of("before", ColumnType.STRING, Column.Mode.NULLABLE),
                        ids().columns().get(0),
                        Column.of("tags", ColumnType.STRING, Column.Mode.REPEATED)));
        TableDefinition stricter = TableDefinition.of(
                "ids",
                List.of(),
                List.of(ids().columns().get(0), Column.of("more", ColumnType.STRING, Column.Mode.REQUIRED)));

        assertThat(read(wider, file, 5)).containsExactly(row(null, 1L, List.of()), row(null, 2L, List.of()));
        assertThat(catchThrowableOfType(Failure.class, () -> read(stricter, file, 5))
                        .type())
                .isEqualTo(FailureType.TABLE_CHANGED);
    }

    @Test
    void aFileOfAnotherSchemaIsRefused() {
        TableDefinition nullable =
                TableDefinition.of("ids", List.of(), List.of(Column.of("id", ColumnType.INT64, Column.Mode.NULLABLE)));
        byte[] file = write(nullable, List.of(row(1L)), RowAvro.Compression.NONE);

        Failure failure = catchThrowableOfType(Failure.class, () -> read(ids(), file, 5));

        assertThat(failure.type()).isEqualTo(FailureType.TABLE_CHANGED);
        assertThat(failure)
                .hasMessageContaining("table ids")
                .hasMessageContaining("it has {id null|long}, wanted is {id long}");
    }

    @Test
    void aTableWhoseColumnsStandInAnotherOrderOrMayBeNullNowTakesTheFile() {
        Column id = Column.of("id", ColumnType.INT64, Column.Mode.REQUIRED);
        Column name = Column.of("count", ColumnType.INT64, Column.Mode.REQUIRED);
        byte[] file = write(
                TableDefinition.of("ids", List.of(), List.of(id, name)),
                List.of(row(1L, 42L)),
                RowAvro.Compression.NONE);
        TableDefinition now = TableDefinition.of("ids", List.of(), List.of(name.withMode(Column.Mode.NULLABLE), id));

        assertThat(read(now, file, 5)).containsExactly(row(42L, 1L));
    }

    @Test
    void aFileCutOffAnywhereIsDamagedOrLacksRows() {
        List<List<Object>> rows = List.of(row(1L), row(2L), row(3L));
        byte[] file = write(ids(), rows, RowAvro.Compression.DEFLATE);
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            try {
                assertThat(read(ids(), cut, 5)).hasSizeLessThan(3);
            } catch (Failure e) {
                assertThat(e.type()).isEqualTo(FailureType.DAMAGED);
            }
        }
    }

    @Test
    void aFileCutOffBetweenTwoEqualBlocksNeverGivesABlockTwice() {
        byte[] file = twoBlocks();
        assertThat(read(ids(), Arrays.copyOf(file, file.length - BLOCK), 5)).isEqualTo(List.of(row(1L)));
        for (int length = file.length - BLOCK + 1; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            Failure failure = catchThrowableOfType(Failure.class, () -> read(ids(), cut, 5));
            assertThat(failure.type()).isEqualTo(FailureType.DAMAGED);
        }
        assertThat(read(ids(), file, 5)).isEqualTo(List.of(row(1L), row(2L)));
    }

    private static byte[] twoBlocks() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (RowSink sink = new AvroRowSink(ids(), out, RowAvro.Compression.NONE, 32)) {
            sink.write(batch(ids(), List.of(row(1L))));
            // What is pending becomes a block of its own.
            sink.finish();
        }
        byte[] one = out.toByteArray();
        byte[] two = Arrays.copyOf(one, one.length + BLOCK);
        System.arraycopy(one, one.length - BLOCK, two, one.length, BLOCK);
        two[one.length + 2] = 4;
        return two;
    }

    @Property(tries = 500)
    void aFlippedBitIsDamageOrAnotherValueButNeverAnotherFailure(
            @ForAll @IntRange(min = 0, max = 1_000_000) int place,
            @ForAll @IntRange(min = 0, max = 7) int bit,
            @ForAll RowAvro.Compression compression) {
        TableDefinition table = TableDefinition.of(
                "t",
                List.of(),
                List.of(
                        Column.of("id", ColumnType.INT64, Column.Mode.NULLABLE),
                        Column.of("at", ColumnType.DATETIME, Column.Mode.REQUIRED),
                        Column.of("n", ColumnType.NUMERIC, Column.Mode.REQUIRED),
                        Column.of("tags", ColumnType.STRING, Column.Mode.REPEATED)));
        byte[] file = write(
                table,
                List.of(row(1L, 2L, new BigDecimal("3"), List.of("four")), row(null, 0L, BigDecimal.ZERO, List.of())),
                compression);
        file[place % file.length] ^= (byte) (1 << bit);
        try {
            assertThat(read(table, file, 5)).hasSizeBetween(0, 2);
        } catch (Failure e) {
            assertThat(e.type()).isIn(FailureType.DAMAGED, FailureType.TABLE_CHANGED);
        }
    }

    @Test
    void aLengthThatCannotBeIsDamage() {
        byte[] file = {'O', 'b', 'j', 1, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 2
        };

        Failure failure = catchThrowableOfType(Failure.class, () -> read(ids(), file, 5));

        assertThat(failure.type()).isEqualTo(FailureType.DAMAGED);
    }

    @Test
    void somethingElseIsNoAvroFile() {
        Failure failure = catchThrowableOfType(Failure.class, () -> read(ids(), "id\n1\n".getBytes(UTF_8), 5));
        assertThat(failure.type()).isEqualTo(FailureType.DAMAGED);
        assertThat(failure).hasMessage("The Avro file is damaged or none: it does not begin as an Avro file does");
    }

    @Test
    void aStreamThatFailsIsNoDamage() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                return read(new byte[1], 0, 1);
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                throw new IOException("connection reset");
            }
        };
        assertThatThrownBy(() -> RowAvro.reader(ids(), broken))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("connection reset");
    }

    @Test
    void aRowThatDoesNotFitIsNotWritten() {
        assertThatThrownBy(() -> write(ids(), List.of(row((Object) null)), RowAvro.Compression.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the column id is REQUIRED and NULL in row 0");
        TableDefinition money = TableDefinition.of(
                "money", List.of(), List.of(Column.of("m", ColumnType.NUMERIC, Column.Mode.REQUIRED)));
        assertThatThrownBy(() -> write(money, List.of(row(new BigDecimal("0.1234567891"))), RowAvro.Compression.NONE))
                .isInstanceOf(ArithmeticException.class);
        TableDefinition nested = TableDefinition.of(
                "nested",
                List.of(),
                List.of(RowTables.struct(
                        "s", Column.Mode.REQUIRED, Column.of("f", ColumnType.INT64, Column.Mode.NULLABLE))));
        assertThatThrownBy(() -> write(nested, List.of(row(Map.of("g", 1L))), RowAvro.Compression.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a STRUCT of [f] cannot hold [g]");
    }

    @Test
    void closingWithoutFinishingLeavesTheLastRowsOut() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (RowSink sink = RowAvro.writer(ids(), out)) {
            sink.write(batch(ids(), List.of(row(1L))));
        }
        assertThat(read(ids(), out.toByteArray(), 5)).isEmpty();
    }

    @Test
    void nothingIsWrittenAfterTheEnd() {
        RowSink sink = RowAvro.writer(ids(), new ByteArrayOutputStream());
        sink.finish();
        RowBatch more = batch(ids(), List.of(row(1L)));
        assertThatThrownBy(() -> sink.write(more)).isInstanceOf(IllegalStateException.class);
        sink.close();
    }

    private static TableDefinition ids() {
        return TableDefinition.of("ids", List.of(), List.of(Column.of("id", ColumnType.INT64, Column.Mode.REQUIRED)));
    }

    private static List<Object> row(Object... values) {
        return Arrays.asList(values);
    }

    private static byte[] write(TableDefinition table, List<List<Object>> rows, RowAvro.Compression compression) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (RowSink sink = RowAvro.writer(table, out, compression)) {
            sink.write(batch(table, rows));
            sink.finish();
        }
        return out.toByteArray();
    }

    private static RowBatch batch(TableDefinition table, List<List<Object>> rows) {
        RowBatch batch = new RowBatch(table.columns(), Math.max(1, rows.size()));
        for (List<Object> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                RowTables.set(batch.column(i), batch.size(), row.get(i));
            }
            batch.add();
        }
        return batch;
    }

    private static List<List<Object>> read(TableDefinition table, byte[] file, int capacity) {
        List<List<Object>> rows = new ArrayList<>();
        RowBatch batch = new RowBatch(table.columns(), capacity);
        try (RowSource.RowReader reader = RowAvro.reader(table, new ByteArrayInputStream(file))) {
            while (reader.read(batch)) {
                for (int row = 0; row < batch.size(); row++) {
                    List<Object> values = new ArrayList<>();
                    for (int i = 0; i < table.columns().size(); i++) {
                        values.add(RowTables.get(batch.column(i), row));
                    }
                    rows.add(values);
                }
            }
            assertThat(batch.size()).isZero();
        }
        return rows;
    }
}
