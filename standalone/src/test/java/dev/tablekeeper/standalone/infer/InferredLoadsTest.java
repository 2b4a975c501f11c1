package dev.tablekeeper.standalone.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a file holds, it loads into the table that was inferred from it. */
class InferredLoadsTest {

    /** Texts of one kind, or of some that do not go together; absent ones among them. */
    private static Arbitrary<List<String>> column(int rows) {
        Arbitrary<String> integer = Arbitraries.longs().map(Object::toString);
        Arbitrary<String> small = Arbitraries.integers().between(-3, 3).map(Object::toString);
        Arbitrary<String> decimal = Arbitraries.bigDecimals().ofScale(6).map(Object::toString);
        Arbitrary<String> any = Arbitraries.doubles().map(Object::toString);
        Arbitrary<String> code = Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(5);
        Arbitrary<String> words =
                Arbitraries.of("true", "FALSE", "N/A", "null", "", " ", "x y", "-", "+", ".", "1e5", "é😀");
        Arbitrary<String> times = Arbitraries.of(
                "2021-07-27",
                "2021-07-27T16:02:08",
                "2021-07-27 16:02:08.123456",
                "2021-07-27T16:02:08Z",
                "2021-07-27t16:02:08+0530",
                "16:02",
                "16:02:08",
                "27.07.2021",
                "2021-02-30");
        Arbitrary<String> text =
                Arbitraries.strings().withChars("ab ,;\t|\"'\n\r#_é日").ofMaxLength(8);
        return Arbitraries.of(
                        integer, small, decimal, any, code, words, times, text, Arbitraries.oneOf(integer, times, text))
                .flatMap(values -> values.optional(0.9)
                        .map(value -> value.orElse(null))
                        .list()
                        .ofSize(rows));
    }

    @Provide
    Arbitrary<String> files() {
        Arbitrary<Integer> rows = Arbitraries.integers().between(1, 12);
        Arbitrary<Integer> columns = Arbitraries.integers().between(2, 6);
        Arbitrary<String> delimiters = Arbitraries.of(",", ";", "\t", "|");
        Arbitrary<List<String>> headers = Arbitraries.of(
                        "id",
                        "Name",
                        "hire date",
                        "Größe",
                        "2021",
                        "a.b",
                        "x",
                        "null",
                        "Order-No",
                        "日本",
                        "key",
                        "y",
                        "ID 2")
                .list()
                .ofSize(6)
                .uniqueElements();
        return Combinators.combine(rows, columns, delimiters, headers, Arbitraries.of(true, false))
                .flatAs((r, c, delimiter, header, named) -> column(r)
                        .list()
                        .ofSize(c)
                        .map(all -> {
                            List<String> lines = new ArrayList<>();
                            if (named) {
                                lines.add(String.join(delimiter, header.subList(0, c)));
                            }
                            for (int row = 0; row < r; row++) {
                                int at = row;
                                lines.add(all.stream()
                                        .map(column -> field(column.get(at)))
                                        .collect(Collectors.joining(delimiter)));
                            }
                            return String.join("\n", lines) + "\n";
                        }));
    }

    private static String field(String value) {
        if (value == null) {
            return "";
        }
        boolean plain = value.chars().noneMatch(c -> ",;\t|\"\n\r".indexOf(c) >= 0) && !value.isEmpty();
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }

    @Property(tries = 400)
    void allRecordsLoadThatHaveTheUsualNumberOfFields(@ForAll("files") String csv) {
        Inferred inferred = Inferred.of(csv);

        assertThat(inferred.table()).isEqualTo(inferred.inference().table());
        boolean unusual = inferred.doubts().stream().anyMatch(doubt -> doubt.contains("will be rejected"));
        if (!unusual) {
            assertThat(inferred.rejects()).as("%s%n%s", csv, inferred.yaml()).isEmpty();
        }
    }
}
