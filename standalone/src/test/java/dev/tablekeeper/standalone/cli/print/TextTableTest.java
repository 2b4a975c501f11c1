package dev.tablekeeper.standalone.cli.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

    private static List<String> lines(TextTable table) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        table.print(new PrintStream(bytes, true, StandardCharsets.UTF_8), "");
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void columnsOfNumbersStandToTheRight() {
        TextTable table = new TextTable("n", "text", "share")
                .row("1", "a", "10%")
                .row("-1,936.5", "12 apples", "")
                .row("1E+3", "7", "9%");
        assertThat(lines(table))
                .containsExactly(
                        "       n  text       share",
                        "--------  ---------  -----",
                        "       1  a            10%",
                        "-1,936.5  12 apples",
                        "    1E+3  7             9%");
    }

    @Test
    void wideAndCombiningCharactersKeepTheColumns() {
        TextTable table =
                new TextTable("name", "x").row("山田", "a").row("Zoe\u0308", "b").row("João", "c");
        assertThat(lines(table)).containsExactly("name  x", "----  -", "山田  a", "Zoe\u0308   b", "João  c");
    }

    @Test
    void nothingInACellMovesTheCursor() {
        TextTable table = new TextTable("x").row("a\r\n\t\u001b[2Jb\u202e");
        assertThat(lines(table).get(2)).isEqualTo("a\\r\\n\\t\\u001b[2Jb\\u202e");
    }

    @Test
    void aRowHasAsManyCellsAsTheHead() {
        TextTable table = new TextTable("a", "b");
        assertThatIllegalArgumentException().isThrownBy(() -> table.row("1"));
    }
}
