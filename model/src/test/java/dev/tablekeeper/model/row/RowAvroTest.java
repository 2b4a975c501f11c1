package dev.tablekeeper.model.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.Column.Mode;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.avro.LogicalTypes;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class RowAvroTest {
    private static final long DAY = 86_400_000_000L;
    private static final long FIRST = -62_135_596_800_000_000L;
    private static final long LAST = 253_402_300_799_999_999L;

    @Property(tries = 150)
    void whatIsWrittenIsRead(@ForAll long seed, @ForAll @IntRange(max = 700) int rows) {
        Random random = new Random(seed);
        TableDefinition table = table(random);
        List<List<Object>> values = new ArrayList<>();
        RowBatch batch = new RowBatch(table.columns(), 256);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (RowSink sink = RowAvro.writer(table, out)) {
            for (int i = 0; i < rows; i++) {
                values.add(fill(batch, random));
                if (batch.full()) {
                    sink.write(batch);
                    batch.clear();
                }
            }
            sink.write(batch);
            sink.finish();
        }

        assertThat(read(table, out.toByteArray())).usingRecursiveComparison().isEqualTo(values);
    }

    @Test
    void theFileIsPlainAvroWithLogicalTypes() throws IOException {
        TableDefinition table = TableDefinition.of(
                "t",
                List.of(),
                List.of(
                        Column.of("at", ColumnType.TIMESTAMP, Mode.REQUIRED),
                        Column.of("price", ColumnType.NUMERIC, Mode.NULLABLE),
                        Column.of("local", ColumnType.DATETIME, Mode.REQUIRED)));
        RowBatch batch = new RowBatch(table.columns(), 1);
        batch.column(0).setLong(0, 1_000_001);
        batch.column(1).setObject(0, new BigDecimal("12.5"));
        batch.column(2).setLong(0, -1);
        batch.add();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (RowSink sink = RowAvro.writer(table, out)) {
            sink.write(batch);
            sink.finish();
        }

        try (DataFileStream<GenericRecord> file =
                new DataFileStream<>(new ByteArrayInputStream(out.toByteArray()), new GenericDatumReader<>())) {
            assertThat(file.getSchema().getField("at").schema().getLogicalType())
                    .isEqualTo(LogicalTypes.timestampMicros());
            assertThat(file.getSchema()
                            .getField("price")
                            .schema()
                            .getTypes()
                            .get(1)
                            .getLogicalType())
                    .isEqualTo(LogicalTypes.decimal(38, 9));
            assertThat(file.getSchema().getField("local").schema().getProp("logicalType"))
                    .isEqualTo("datetime");
            GenericRecord record = file.next();
            assertThat(record.get("at")).isEqualTo(1_000_001L);
            assertThat(record.get("local").toString()).isEqualTo("1969-12-31T23:59:59.999999");
        }
    }

    @Test
    void aFileOfAnotherTableAndWhatIsNoAvroAreRefused() {
        TableDefinition one =
                TableDefinition.of("one", List.of(), List.of(Column.of("a", ColumnType.INT64, Mode.REQUIRED)));
        TableDefinition other =
                TableDefinition.of("one", List.of(), List.of(Column.of("a", ColumnType.STRING, Mode.REQUIRED)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (RowSink sink = RowAvro.writer(one, out)) {
            sink.finish();
        }

        for (byte[] bytes : List.of(out.toByteArray(), new byte[0], "nonsense".getBytes(StandardCharsets.UTF_8))) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> RowAvro.reader(other, new ByteArrayInputStream(bytes)))
                    .satisfies(e -> assertThat(e.type()).isEqualTo(FailureType.DAMAGED));
        }
    }

    @Test
    void aTruncatedFileIsNoticed() {
        TableDefinition table =
                TableDefinition.of("t", List.of(), List.of(Column.of("a", ColumnType.INT64, Mode.REQUIRED)));
        RowBatch batch = new RowBatch(table.columns(), 1_000);
        while (!batch.full()) {
            batch.column(0).setLong(batch.size(), batch.size());
            batch.add();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (RowSink sink = RowAvro.writer(table, out)) {
            sink.write(batch);
            sink.finish();
        }
        byte[] cut = Arrays.copyOf(out.toByteArray(), out.size() - 20);

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> read(table, cut))
                .satisfies(e -> assertThat(e.type()).isEqualTo(FailureType.DAMAGED));
    }

    private static List<List<Object>> read(TableDefinition table, byte[] file) {
        List<List<Object>> rows = new ArrayList<>();
        RowBatch batch = new RowBatch(table.columns(), 100);
        try (RowSource.RowReader reader = RowAvro.reader(table, new ByteArrayInputStream(file))) {
            while (reader.read(batch)) {
                for (int i = 0; i < batch.size(); i++) {
                    List<Object> row = new ArrayList<>();
                    for (int c = 0; c < table.columns().size(); c++) {
                        row.add(get(batch.column(c), i));
                    }
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    private static Object get(ColumnVector vector, int row) {
        if (vector.isNull(row)) {
            return null;
        }
        return switch (vector.form()) {
            case LONG -> vector.getLong(row);
            case DOUBLE -> vector.getDouble(row);
            case BYTES -> vector.getBytes(row);
            case OBJECT -> vector.getObject(row);
        };
    }

    private static TableDefinition table(Random random) {
        List<Column> columns = new ArrayList<>();
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            columns.add(column("c" + i, random, 2));
        }
        return TableDefinition.of("t", List.of(), columns);
    }

    private static Column column(String name, Random random, int depth) {
        List<ColumnType> types = List.of(ColumnType.values());
        ColumnType type = types.get(random.nextInt(depth > 0 ? types.size() : types.size() - 1));
        List<Column> fields = new ArrayList<>();
        if (type == ColumnType.STRUCT) {
            fields.add(column("a", random, depth - 1));
            fields.add(column("b", random, depth - 1));
        }
        return new Column(
                name,
                type,
                List.of(Mode.values()).get(random.nextInt(Mode.values().length)),
                "",
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                fields);
    }

    private static List<Object> fill(RowBatch batch, Random random) {
        List<Object> row = new ArrayList<>();
        for (int c = 0; c < batch.columns().size(); c++) {
            Column column = batch.columns().get(c);
            ColumnVector vector = batch.column(c);
            Object value = any(column, random, !column.nested());
            row.add(value);
            if (value == null) {
                vector.setNull(batch.size());
            } else if (value instanceof Long number) {
                vector.setLong(batch.size(), number);
            } else if (value instanceof Double number) {
                vector.setDouble(batch.size(), number);
            } else if (value instanceof byte[] bytes) {
                vector.setBytes(batch.size(), bytes);
            } else {
                vector.setObject(batch.size(), value);
            }
        }
        batch.add();
        return row;
    }

    private static Object any(Column column, Random random, boolean flat) {
        if (column.mode() == Mode.NULLABLE && random.nextInt(4) == 0) {
            return null;
        }
        if (column.mode() == Mode.REPEATED) {
            List<Object> list = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                list.add(one(column, random, false));
            }
            return list;
        }
        return one(column, random, flat);
    }

    private static Object one(Column column, Random random, boolean flat) {
        return switch (column.type()) {
            case INT64 -> random.nextInt(5) == 0 ? Long.MIN_VALUE : random.nextLong();
            case FLOAT64 -> random.nextInt(5) == 0 ? -0.0 : random.nextGaussian();
            case BOOL -> flat ? (Object) (long) random.nextInt(2) : (Object) random.nextBoolean();
            case DATE -> within(random, FIRST / DAY, LAST / DAY);
            case TIME -> within(random, 0, DAY - 1);
            case DATETIME, TIMESTAMP -> random.nextInt(5) == 0 ? LAST : within(random, FIRST, LAST);
            case NUMERIC -> new BigDecimal(new BigInteger(120, random), 9).negate();
            case BIGNUMERIC -> new BigDecimal(new BigInteger(250, random), 38);
            case STRING, JSON, GEOGRAPHY -> text(random, flat);
            case BYTES -> bytes(random);
            case STRUCT -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                for (Column field : column.fields()) {
                    fields.put(field.name(), any(field, random, false));
                }
                yield fields;
            }
        };
    }

    private static Object text(Random random, boolean flat) {
        String text = "é漢字😀".repeat(random.nextInt(3)) + random.nextInt();
        return flat ? (Object) text.getBytes(StandardCharsets.UTF_8) : text;
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static long within(Random random, long from, long to) {
        return from + Math.floorMod(random.nextLong(), to - from + 1);
    }
}
