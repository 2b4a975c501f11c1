package dev.tablekeeper.model.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.model.table.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private final Reading int64 = Reading.of(ColumnType.INT64);
    private final Reading float64 = Reading.of(ColumnType.FLOAT64);
    private final Reading numeric = Reading.of(ColumnType.NUMERIC);
    private final Reading bignumeric = Reading.of(ColumnType.BIGNUMERIC);

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "-0,0",
        "+5,5",
        "007,7",
        "-42,-42",
        "999999999999999999,999999999999999999",
        "9223372036854775807,9223372036854775807",
        "-9223372036854775808,-9223372036854775808",
        "000000000000000000000000000000009223372036854775807,9223372036854775807"
    })
    void anIntegerIsReadInFullRange(String text, long value) {
        assertThat(int64.read(text)).contains(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+",
                "1.0",
                "1e3",
                " 1",
                "1 ",
                "1,000",
                "0x1F",
                "--1",
                "+-1",
                "1_000",
                "١",
                "-9223372036854775808 "
            })
    void whatIsNoIntegerIsRefused(String text) {
        assertThat(int64.read(text)).isEmpty();
        assertThat(int64.refusal(text).code()).isEqualTo(RejectCode.NOT_AN_INTEGER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"9223372036854775808", "-9223372036854775809", "18446744073709551616", "99999999999999999999999"
            })
    void anIntegerTooLargeIsOutOfRange(String text) {
        assertThat(int64.read(text)).isEmpty();
        assertThat(int64.refusal(text).code()).isEqualTo(RejectCode.OUT_OF_RANGE);
    }

    @Test
    void aReasonQuotesTheValueAndSaysWhatIsWanted() {
        assertThat(int64.refusal("1.0"))
                .isEqualTo(new Fault(
                        "c",
                        RejectCode.NOT_AN_INTEGER,
                        "'1.0' is not an integer; wanted are digits, with a sign or without, such as -42"));
        assertThat(int64.refusal(" 1").reason()).endsWith("(a load with trim=true takes it away)");
        assertThat(int64.refusal("").reason()).startsWith("an empty text is not an integer");
    }

    @Property(tries = 300)
    void anyLongIsReadAsItPrints(@ForAll long value) {
        assertThat(int64.read(Long.toString(value))).contains(value);
    }

    @Property(tries = 1000)
    void integersAgreeWithBigInteger(@ForAll("almostNumbers") String text) {
        Optional<Object> expected = Optional.empty();
        if (text.matches("[+-]?\\d+")) {
            BigInteger value = new BigInteger(text);
            expected = value.bitLength() < Long.SIZE ? Optional.of(value.longValueExact()) : expected;
        }
        assertThat(int64.read(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1,1",
        "-1.5,-1.5",
        "+2.50,2.5",
        "5.,5",
        ".5,0.5",
        "1e3,1000",
        "1E-3,0.001",
        "6.02e+23,6.02e23",
        "0.1,0.1",
        "123456789012345678901234567890,1.2345678901234568e29",
        "4.9e-324,4.9e-324",
        "1.7976931348623157e308,1.7976931348623157e308",
        "0e999999999999999999999,0"
    })
    void aFloatIsTheNearestDouble(String text, double value) {
        assertThat(float64.read(text)).contains(value);
    }

    @Test
    void aNegativeZeroStaysNegative() {
        assertThat(float64.read("-0.0")).contains(-0.0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "e5",
                "1e",
                "1e+",
                "1.2.3",
                "NaN",
                "Infinity",
                "-inf",
                "0x1p3",
                "1d",
                "1f",
                " 1",
                "1,5",
                "--1",
                "1e5.0"
            })
    void whatIsNoNumberIsRefused(String text) {
        assertThat(float64.read(text)).isEmpty();
        assertThat(float64.refusal(text).code()).isEqualTo(RejectCode.NOT_A_NUMBER);
        assertThat(numeric.read(text)).isEmpty();
        assertThat(numeric.refusal(text).code()).isEqualTo(RejectCode.NOT_A_NUMBER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "-1e309", "1e-400", "1e99999999999999999999", "-0.1e-99999999999999999999"})
    void aFloatThatWouldBecomeInfiniteOrZeroIsOutOfRange(String text) {
        assertThat(float64.read(text)).isEmpty();
        assertThat(float64.refusal(text).code()).isEqualTo(RejectCode.OUT_OF_RANGE);
    }

    @Property(tries = 500)
    void anyFiniteDoubleIsReadAsItPrints(@ForAll long bits) {
        double value = Double.longBitsToDouble(bits);
        if (Double.isFinite(value)) {
            assertThat(float64.read(Double.toString(value))).contains(value);
        }
    }

    @Property(tries = 1000)
    void floatsAgreeWithTheJdk(@ForAll("almostNumbers") String text) {
        Optional<Object> expected = Optional.empty();
        if (DECIMAL.matcher(text).matches()) {
            double value = Double.parseDouble(text);
            boolean lost = value == 0 && new BigDecimal(text).signum() != 0;
            expected = Double.isInfinite(value) || lost ? expected : Optional.of(value);
        }
        assertThat(float64.read(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0.000000000",
        "-0,0.000000000",
        "1,1.000000000",
        "-12.5,-12.500000000",
        "1.5000000000000,1.500000000",
        "1e3,1000.000000000",
        "1e-9,0.000000001",
        "0.000000001e20,100000000000.000000000",
        "00012,12.000000000",
        ".5,0.500000000",
        "99999999999999999999999999999.999999999,99999999999999999999999999999.999999999",
        "-99999999999999999999999999999.999999999,-99999999999999999999999999999.999999999"
    })
    void aNumericKeepsEachDigit(String text, BigDecimal value) {
        assertThat(numeric.read(text)).contains(value);
    }

    @Test
    void aNumericWithTooManyDecimalsIsNotRounded() {
        assertThat(numeric.read("0.1234567891")).isEmpty();
        assertThat(numeric.refusal("0.1234567891").code()).isEqualTo(RejectCode.TOO_MANY_DIGITS);
        assertThat(numeric.refusal("1e-10").reason())
                .isEqualTo("'1e-10' has 10 digits after the point; the column takes at most 9, and nothing is rounded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "100000000000000000000000000000",
                "1e29",
                "-1e29",
                "1e999999999999999999999",
                "100000000000000000000000000000.0000000000001"
            })
    void aNumericTooLargeIsOutOfRange(String text) {
        assertThat(numeric.read(text)).isEmpty();
        assertThat(numeric.refusal(text).code()).isEqualTo(RejectCode.OUT_OF_RANGE);
    }

    @Test
    void aColumnsOwnPrecisionAndScaleBind() {
        Reading money = Reading.of(ColumnType.NUMERIC, 5, 2, null);
        assertThat(money.read("999.99")).contains(new BigDecimal("999.99"));
        assertThat(money.read("999.9900")).contains(new BigDecimal("999.99"));
        assertThat(money.refusal("1000").reason()).isEqualTo("'1000' is outside the column's range, -999.99 to 999.99");
        assertThat(money.refusal("1.005").code()).isEqualTo(RejectCode.TOO_MANY_DIGITS);
        Reading whole = Reading.of(ColumnType.BIGNUMERIC, 3, null, null);
        assertThat(whole.read("-999")).contains(new BigDecimal("-999"));
        assertThat(whole.read("1.5")).isEmpty();
    }

    @Test
    void aBignumericEndsExactlyWhereBigQueryEndsIt() {
        String most = "578960446186580977117854925043439539266.34992332820282019728792003956564819967";
        String least = "-578960446186580977117854925043439539266.34992332820282019728792003956564819968";
        assertThat(bignumeric.read(most)).contains(new BigDecimal(most));
        assertThat(bignumeric.read(least)).contains(new BigDecimal(least));
        assertThat(bignumeric.read(least.substring(1))).isEmpty();
        assertThat(bignumeric.refusal(least.substring(1)).code()).isEqualTo(RejectCode.OUT_OF_RANGE);
        assertThat(bignumeric.refusal("6e38").code()).isEqualTo(RejectCode.OUT_OF_RANGE);
        assertThat(bignumeric.refusal("1e-39").code()).isEqualTo(RejectCode.TOO_MANY_DIGITS);
    }

    @Test
    void aMillionZerosCostAScanAndNoMore() {
        assertThat(numeric.read("1." + "0".repeat(1_000_000))).contains(new BigDecimal("1.000000000"));
        assertThat(numeric.read("0".repeat(1_000_000) + "1")).contains(new BigDecimal("1.000000000"));
        assertThat(numeric.read("1".repeat(1_000_000))).isEmpty();
        assertThat(numeric.refusal("1".repeat(1_000_000)).reason()).contains("…' (1000000 bytes)");
    }

    @Property(tries = 300)
    void anyDecimalOfFittingDigitsIsReadAsItPrints(
            @ForAll
                    @BigRange(
                            min = "-99999999999999999999999999999999999999",
                            max = "99999999999999999999999999999999999999")
                    BigInteger unscaled,
            @ForAll @IntRange(min = 0, max = 9) int scale) {
        BigDecimal value = new BigDecimal(unscaled, 9);
        assertThat(numeric.read(value.toPlainString())).contains(value);
        assertThat(numeric.read(value.toString())).contains(value);
        BigDecimal other = new BigDecimal(unscaled, scale);
        assertThat(bignumeric.read(other.toString())).contains(other.setScale(38));
    }

    @Property(tries = 1000)
    void decimalsAgreeWithBigDecimal(@ForAll("almostNumbers") String text) {
        Optional<Object> expected = Optional.empty();
        if (DECIMAL.matcher(text).matches()) {
            BigDecimal value = new BigDecimal(text);
            BigDecimal digits = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
            boolean fits = digits.scale() <= 9 && digits.precision() - digits.scale() <= 29;
            expected = fits ? Optional.of(value.setScale(9)) : expected;
        }
        assertThat(numeric.read(text)).isEqualTo(expected);
    }

    @Provide
    Arbitrary<String> almostNumbers() {
        Arbitrary<String> digits =
                Arbitraries.strings().numeric().ofMinLength(0).ofMaxLength(22);
        Arbitrary<String> exponent = Arbitraries.integers().between(-330, 320).map(e -> "e" + e);
        Arbitrary<String> sign = Arbitraries.of("", "", "-", "+", " ");
        Arbitrary<String> fraction = digits.map(d -> "." + d);
        return Combinators.combine(
                        sign,
                        digits,
                        Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.just("")), Tuple.of(1, fraction)),
                        Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just("")), Tuple.of(1, exponent)),
                        Arbitraries.of("", "", "", "", "x", "e", " "))
                .as((s, d, f, e, end) -> s + d + f + e + end);
    }
}
