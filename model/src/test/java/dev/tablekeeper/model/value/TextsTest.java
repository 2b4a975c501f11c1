package dev.tablekeeper.model.value;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tablekeeper.model.table.Column;
import dev.tablekeeper.model.table.ColumnType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {
    private final Reading bool = Reading.of(ColumnType.BOOL);
    private final Reading string = Reading.of(ColumnType.STRING);
    private final Reading bytes = Reading.of(ColumnType.BYTES);
    private final Reading json = Reading.of(ColumnType.JSON);
    private final Reading geography = Reading.of(ColumnType.GEOGRAPHY);

    @ParameterizedTest
    @CsvSource({"true,1", "false,0", "TRUE,1", "False,0", "tRuE,1"})
    void aBooleanIsReadInAnyCase(String text, long value) {
        assertThat(bool.read(text)).contains(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "0", "yes", "t", "true ", "truee", "tru", "TRU\u0005"})
    void whatIsNoBooleanIsRefused(String text) {
        assertThat(bool.read(text)).isEmpty();
        assertThat(bool.refusal(text).code()).isEqualTo(RejectCode.NOT_A_BOOLEAN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Ana Núñez", "日本", "😀", "a\nb", "\"", "\uFFFF", "12345678", "1234567é"})
    void aStringIsKeptAsItIs(String text) {
        assertThat(string.read(text))
                .hasValueSatisfying(v -> assertThat((byte[]) v).isEqualTo(text.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c0af",
                "c080",
                "eda080",
                "f08080af",
                "f4908080",
                "80",
                "c3",
                "e282",
                "f09f98",
                "ff",
                "4ee9",
                "313233343536373839e9"
            })
    void bytesThatAreNotUtf8AreRefused(String hex) {
        byte[] text = HexFormat.of().parseHex(hex);
        assertThat(string.read(text)).isEmpty();
        assertThat(string.refusal(text).code()).isEqualTo(RejectCode.BAD_ENCODING);
    }

    @Test
    void aReasonShowsBytesThatAreNotTextAndHidesWhatWouldMoveTheCursor() {
        assertThat(string.refusal("Nu\u0000b\u001b[2J".getBytes(UTF_8)).reason())
                .isEqualTo("'Nu\\u0000b\\u001b[2J' has a NUL character at byte 3, which no text may hold");
        assertThat(string.refusal("Peña".getBytes(ISO_8859_1)).reason())
                .startsWith("'Pe\\xf1a' is not UTF-8 from byte 3 (0xf1) on; convert the file");
    }

    @Property(tries = 1000)
    void textAgreesWithTheJdksDecoder(@ForAll("almostUtf8") byte[] text) {
        boolean valid = true;
        try {
            valid = UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).chars().noneMatch(c -> c == 0);
        } catch (CharacterCodingException e) {
            valid = false;
        }
        assertThat(string.read(text).isPresent()).isEqualTo(valid);
    }

    @Property(tries = 300)
    void anyTextIsKept(@ForAll String text) {
        byte[] encoded = text.getBytes(UTF_8);
        boolean hasNul = text.indexOf(0) >= 0;
        assertThat(string.read(encoded).isPresent()).isEqualTo(!hasNul);
    }

    @Provide
    Arbitrary<byte[]> almostUtf8() {
        Arbitrary<Byte> ascii = Arbitraries.bytes().between((byte) 1, (byte) 127);
        Arbitrary<Byte> edges = Arbitraries.of(
                        0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0,
                        0xf4, 0xf5, 0xff)
                .map(Integer::byteValue);
        Arbitrary<byte[]> whole = Arbitraries.of("é", "€", "😀", "abcdefgh").map(s -> s.getBytes(UTF_8));
        Arbitrary<byte[]> one = Arbitraries.oneOf(ascii, edges).map(b -> new byte[] {b});
        return Arbitraries.frequencyOf(Tuple.of(3, whole), Tuple.of(1, one))
                .list()
                .ofMaxSize(12)
                .map(parts -> {
                    ByteBuffer joined = ByteBuffer.allocate(
                            parts.stream().mapToInt(p -> p.length).sum());
                    parts.forEach(joined::put);
                    return joined.array();
                });
    }

    @Test
    void aStringsLengthIsCountedInCharactersNotBytes() {
        Reading short3 = Reading.of(ColumnType.STRING, null, null, 3);
        assertThat(short3.read("日本😀")).isPresent();
        assertThat(short3.read("abcd")).isEmpty();
        assertThat(short3.refusal("日本😀!"))
                .isEqualTo(new Fault("c", RejectCode.TOO_LONG, "'日本😀!' has 4 characters; the column takes at most 3"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "AA",
                "AAA",
                "AA=",
                "A===",
                "====",
                "AAA=AAAA",
                "AAAA====",
                "AAAAA",
                "AA\n==",
                "AB==",
                "AAB=",
                "AA-_",
                " AAAA",
                "é==="
            })
    void whatIsNotCanonicalBase64IsRefused(String text) {
        assertThat(bytes.read(text)).isEmpty();
        assertThat(bytes.refusal(text).code()).isEqualTo(RejectCode.NOT_BASE64);
    }

    @Property(tries = 300)
    void anyBytesAreReadFromBase64(@ForAll byte[] value) {
        assertThat(bytes.read(Base64.getEncoder().encode(value)))
                .hasValueSatisfying(v -> assertThat((byte[]) v).isEqualTo(value));
    }

    @Test
    void theLengthOfBytesIsCountedInBytes() {
        Reading short3 = Reading.of(ColumnType.BYTES, null, null, 3);
        assertThat(short3.read("AAAA")).isPresent();
        assertThat(short3.refusal("AAAAAA==").reason())
                .isEqualTo("'AAAAAA==' stands for 4 bytes; the column takes at most 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "0",
                "-1.5e300",
                "\"\"",
                "\"\\u00e9\\ud83d\\ude00\"",
                "[]",
                "{}",
                " {\"a\": [1, {\"b\": null}]} ",
                "123456789012345678901234567890.123456789"
            })
    void aJsonValueIsKeptAsItsText(String text) {
        assertThat(json.read(text))
                .hasValueSatisfying(v -> assertThat((byte[]) v).isEqualTo(text.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "'a'",
                "01",
                "+1",
                ".5",
                "1.",
                "NaN",
                "nul",
                "1 2",
                "{} x",
                "[] ]",
                "{\"a\":1,\"a\":2}",
                "\"\\ud800\"",
                "{\"\\udc00\":1}",
                "\"a\nb\"",
                "/* c */ 1",
                "\"open",
                "\uFEFF1"
            })
    void whatIsNotOneJsonValueIsRefused(String text) {
        assertThat(json.read(text)).isEmpty();
        Fault fault = json.refusal(text);
        assertThat(fault.code()).isEqualTo(RejectCode.NOT_JSON);
        assertThat(fault.reason())
                .contains("is not JSON: ")
                .doesNotContain("\n", "dev.tablekeeper", "com.fasterxml", "Source");
    }

    @Test
    void jsonThatIsNotUtf8OrNestedTooDeepIsRefused() {
        assertThat(json.refusal("\"ñ\"".getBytes(ISO_8859_1)).code()).isEqualTo(RejectCode.BAD_ENCODING);
        assertThat(json.read("[".repeat(500) + "]".repeat(500))).isPresent();
        assertThat(json.read("[".repeat(501) + "]".repeat(501))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POINT(-74.1 4.6)",
                "point ( 1e1   -.5 )",
                "POINT EMPTY",
                "LINESTRING(0 0, 1 1)",
                "POLYGON((0 0, 1 0, 1 1, 0 0))",
                "POLYGON((0 0,9 0,9 9,0 0),(1 1,2 1,2 2,1 1))",
                "MULTIPOINT(1 2, 3 4)",
                "MULTIPOINT((1 2), EMPTY)",
                "MULTILINESTRING((0 0, 1 1), EMPTY)",
                "MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)))",
                "GEOMETRYCOLLECTION(POINT(1 2), GEOMETRYCOLLECTION EMPTY)"
            })
    void aGeographyIsKeptAsItsText(String text) {
        assertThat(geography.read(text)).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POINT(1)|wanted is a space and the latitude, at byte 8",
                "POINT(1,2)|wanted is a space and the latitude, at byte 8",
                "POINT(1 2 3)|wanted is ')', at byte 11",
                "POINT Z(1 2 3)|wanted is '(', at byte 7",
                "POINT(1 91)|latitudes go from -90 to 90 (the longitude comes first), at byte 11",
                "POINT(1 nan)|wanted is a number, at byte 9",
                "LINESTRING(0 0)|1 positions are too few, wanted are at least 2, at byte 16",
                "POLYGON((0 0,1 0,1 1,1 2))|a ring must end where it begins, at byte 26",
                "POLYGON((0 0,1 0,0 0))|3 positions are too few, wanted are at least 4, at byte 22",
                "POINT(1 2) x|more follows after the shape, at byte 12",
                "MULTIPOINT()|wanted is a number, at byte 12",
                "CIRCLE(1 2)|wanted is POINT, LINESTRING, POLYGON, MULTIPOINT, MULTILINESTRING, MULTIPOLYGON or GEOMETRYCOLLECTION, at byte 1"
            })
    void whatIsNoGeographyIsRefused(String text, String reason) {
        assertThat(geography.read(text)).isEmpty();
        assertThat(geography.refusal(text).reason())
                .isEqualTo("'" + text + "' is not well-known text such as POINT(-74.1 4.6): " + reason);
    }

    @Test
    void collectionsNestedWithoutEndAreRefused() {
        assertThat(geography.read("GEOMETRYCOLLECTION(".repeat(100_000))).isEmpty();
    }

    @Property(tries = 500)
    void eachRefusalHasOnePlainSentenceAndNoReadingThrows(@ForAll ColumnType type, @ForAll byte[] text) {
        if (type == ColumnType.STRUCT) {
            return;
        }
        Reading reading = Reading.of(type);
        if (reading.read(text).isEmpty()) {
            String reason = reading.refusal(text).reason();
            assertThat(reason).isNotBlank().doesNotContain("\n", "\r", "\0");
            assertThat(reason.length()).isLessThan(500);
            assertThat(reason.toLowerCase(Locale.ROOT)).doesNotContain("exception");
        }
    }

    @Test
    void nestedColumnsHaveNoParser() {
        assertThatThrownBy(() -> ValueParser.of(Column.of("tags", ColumnType.STRING, Column.Mode.REPEATED)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tags");
    }
}
