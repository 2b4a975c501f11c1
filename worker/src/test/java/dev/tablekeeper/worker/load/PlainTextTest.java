package dev.tablekeeper.worker.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
    private static final long ALWAYS_ALLOWED = 100_000;

    private ObjectStore objects;
    private PlainText plainText;

    @BeforeEach
    void open(@TempDir Path folder) {
        objects = new LocalObjectStore(folder, "");
        plainText = new PlainText(objects, ALWAYS_ALLOWED);
    }

    @Test
    void whatIsPlainIsLeftWhereItIs() {
        assertThat(stage("a,b\n".getBytes(StandardCharsets.UTF_8), "UTF-8")).isEmpty();
        assertThat(stage(new byte[0], "UTF-8")).isEmpty();
        assertThat(stage("\ufeffa".getBytes(StandardCharsets.UTF_8), "ISO-8859-1"))
                .as("a byte order mark goes before the option")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "windows-1252", "UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32"})
    void otherEncodingsBecomeUtf8(String encoding) {
        assertThat(staged("1,Café\n".getBytes(Charset.forName(encoding)), encoding))
                .isEqualTo("1,Café\n");
    }

    @Test
    void severalGzipMembersAreOneFile() throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(gzip("1,A\n".getBytes(StandardCharsets.UTF_8)));
        both.write(gzip("2,Caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1)));

        assertThat(staged(both.toByteArray(), "ISO-8859-1")).isEqualTo("1,A\n2,Café\n");
    }

    @Test
    void aDamagedSecondMemberIsNotTakenForTheEnd() throws IOException {
        byte[] first = gzip("1,A\n".getBytes(StandardCharsets.UTF_8));
        byte[] second = gzip("2,B\n".getBytes(StandardCharsets.UTF_8));
        byte[] noMagic = second.clone();
        noMagic[1] = 0;
        for (byte[] bad : List.of(noMagic, Arrays.copyOf(second, 6), "xxxx".getBytes(StandardCharsets.UTF_8))) {
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.write(first);
            both.write(bad);
            assertFails(both.toByteArray(), "UTF-8", FailureType.TRUNCATED);
        }
    }

    @Test
    void aGzipBombIsStoppedEarlyAndLeavesNothing() throws IOException {
        byte[] bomb = gzip(new byte[50_000_000]);

        assertFails(bomb, "UTF-8", FailureType.EXPANDS_TOO_MUCH);
        assertThat(objects.find("plain")).isEmpty();
    }

    @Test
    void aDamagedGzipIsNamed() throws IOException {
        byte[] gzip = gzip("1,A\n".repeat(10_000).getBytes(StandardCharsets.UTF_8));
        gzip[gzip.length / 2] ^= 0x55;

        assertFails(gzip, "UTF-8", FailureType.TRUNCATED);
    }

    @Test
    void whatIsNotInItsEncodingIsRefused() {
        assertFails(
                new byte[] {(byte) 0xff, (byte) 0xfe, 0x00, (byte) 0xd8, 'a', 0}, "UTF-8", FailureType.BAD_ENCODING);
    }

    private void assertFails(byte[] content, String encoding, FailureType type) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> stage(content, encoding))
                .satisfies(e -> assertThat(e.type()).isEqualTo(type));
    }

    private String staged(byte[] content, String encoding) {
        StoredObject plain = stage(content, encoding).orElseThrow();
        assertThat(stage(content, encoding)).as("done again, the first stands").contains(plain);
        return new String(objects.read(plain.name()).orElseThrow(), StandardCharsets.UTF_8);
    }

    private Optional<StoredObject> stage(byte[] content, String encoding) {
        StoredObject source = objects.write("source", Condition.any(), content);
        return plainText.stage(objects, source, encoding, "plain", done -> {});
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
