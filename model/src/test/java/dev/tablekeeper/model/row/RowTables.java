package dev.tablekeeper.model.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import dev.tablekeeper.model.table.DecimalRange;
import dev.tablekeeper.model.table.TableDefinition;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random tables of all types with random rows, extremes and NULLs among them. */
final class RowTables {
    private static final long FIRST_MICROS = -62_135_596_800_000_000L;
    private static final long LAST_MICROS = 253_402_300_799_999_999L;
    private static final int DEEPEST = 3;

    private RowTables() {}

    /** @param rows a row has, column by column, Long, Double, byte[] or an object, by the column's form; or null */
    record Table(TableDefinition definition, List<List<Object>> rows) {}

    static Arbitrary<Table> tables() {
        return columns(1).flatMap(columns -> {
            TableDefinition definition = TableDefinition.of("t", List.of(), columns);
            List<Arbitrary<Object>> values =
                    columns.stream().map(RowTables::columnValue).toList();
            return Combinators.combine(values).as(v -> v).list().ofMaxSize(6).map(rows -> new Table(definition, rows));
        });
    }

    static Column struct(String name, Column.Mode mode, Column... fields) {
        return new Column(
                name,
                ColumnType.STRUCT,
                mode,
                "",
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                List.of(fields));
    }

    private static Arbitrary<List<Column>> columns(int depth) {
        Arbitrary<Column> column = Combinators.combine(
                        Arbitraries.of(ColumnType.class),
                        Arbitraries.of(Column.Mode.class),
                        Arbitraries.of(true, false))
                .flatAs((type, mode, limited) -> column(type, mode, limited, depth));
        return column.list().ofMinSize(1).ofMaxSize(depth == 1 ? 8 : 3).map(columns -> {
            List<Column> named = new ArrayList<>();
            columns.forEach(c -> named.add(named("c" + named.size(), c)));
            return named;
        });
    }

    private static Arbitrary<Column> column(ColumnType type, Column.Mode mode, boolean limited, int depth) {
        if (type == ColumnType.STRUCT) {
            return depth == DEEPEST
                    ? Arbitraries.just(Column.of("c", ColumnType.INT64, mode))
                    : columns(depth + 1).map(fields -> struct("c", mode, fields.toArray(Column[]::new)));
        }
        boolean decimal = type == ColumnType.NUMERIC || type == ColumnType.BIGNUMERIC;
        return Arbitraries.just(new Column(
                "c",
                type,
                mode,
                "",
                List.of(),
                decimal && limited ? OptionalInt.of(12) : OptionalInt.empty(),
                decimal && limited ? OptionalInt.of(3) : OptionalInt.empty(),
                OptionalInt.empty(),
                List.of()));
    }

    private static Column named(String name, Column c) {
        return new Column(name, c.type(), c.mode(), "", List.of(), c.precision(), c.scale(), c.maxLength(), c.fields());
    }

    private static Arbitrary<Object> columnValue(Column column) {
        if (column.nested()) {
            return objectValue(column);
        }
        Arbitrary<Object> value = switch (column.type()) {
            case BOOL -> Arbitraries.longs().between(0, 1).asGeneric();
            case STRING, JSON, GEOGRAPHY -> objectLeaf(column).map(text -> ((String) text).getBytes(UTF_8));
            default -> objectLeaf(column);
        };
        return column.required() ? value : value.injectNull(0.3);
    }

    private static Arbitrary<Object> objectValue(Column column) {
        Arbitrary<Object> value = column.type() == ColumnType.STRUCT ? structValue(column) : objectLeaf(column);
        return switch (column.mode()) {
            case REQUIRED -> value;
            case NULLABLE -> value.injectNull(0.3);
            case REPEATED -> value.list().ofMaxSize(3).asGeneric();
        };
    }

    private static Arbitrary<Object> structValue(Column column) {
        List<Arbitrary<Object>> values =
                column.fields().stream().map(RowTables::objectValue).toList();
        return Combinators.combine(values).as(fields -> {
            Map<String, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < fields.size(); i++) {
                map.put(column.fields().get(i).name(), fields.get(i));
            }
            return map;
        });
    }

    private static Arbitrary<Object> objectLeaf(Column column) {
        return switch (column.type()) {
            case INT64 -> Arbitraries.longs().asGeneric();
            case FLOAT64 ->
                Arbitraries.longs()
                        .map(Double::longBitsToDouble)
                        .filter(d -> !d.isNaN())
                        .asGeneric();
            case BOOL -> Arbitraries.of(true, false).asGeneric();
            case STRING, JSON, GEOGRAPHY ->
                Arbitraries.strings()
                        .ofMaxLength(20)
                        .map(s -> new String(s.getBytes(UTF_8), UTF_8))
                        .asGeneric();
            case BYTES -> Arbitraries.bytes().array(byte[].class).ofMaxSize(20).asGeneric();
            case DATE -> Arbitraries.longs().between(-719_162, 2_932_896).asGeneric();
            case TIME -> Arbitraries.longs().between(0, 86_399_999_999L).asGeneric();
            case DATETIME, TIMESTAMP ->
                Arbitraries.longs().between(FIRST_MICROS, LAST_MICROS).asGeneric();
            case NUMERIC, BIGNUMERIC -> decimals(DecimalRange.of(column)).asGeneric();
            case STRUCT -> throw new IllegalArgumentException("no leaf");
        };
    }

    private static Arbitrary<BigDecimal> decimals(DecimalRange range) {
        Arbitrary<BigDecimal> any = Arbitraries.bigIntegers()
                .between(range.lowest().unscaledValue(), range.highest().unscaledValue())
                .map(unscaled -> new BigDecimal(unscaled, range.scale()));
        BigDecimal zero = new BigDecimal(BigInteger.ZERO, range.scale());
        return Arbitraries.oneOf(any, Arbitraries.of(range.lowest(), range.highest(), zero));
    }

    static void set(ColumnVector vector, int row, Object value) {
        if (value == null) {
            vector.setNull(row);
            return;
        }
        switch (vector.form()) {
            case LONG -> vector.setLong(row, (Long) value);
            case DOUBLE -> vector.setDouble(row, (Double) value);
            case BYTES -> vector.setBytes(row, (byte[]) value);
            case OBJECT -> vector.setObject(row, value);
        }
    }

    static Object get(ColumnVector vector, int row) {
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
}
