package dev.tablekeeper.standalone.temporal.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.tablekeeper.model.workflow.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseDownloadTest {
    private static final String PROGRAM = "#!/bin/sh\necho temporal version made-up\n";

    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();
    private HttpServer server;
    private Path place;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        place = folder.resolve("cache/temporal");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theProgramOfAnArchiveThatIsAsItShouldBeIsInstalled() throws Exception {
        byte[] archive = archive("temporal", PROGRAM);
        answer("/releases/v1.5.1/temporal_cli_1.5.1_linux_amd64.tar.gz", archive);

        TemporalInstallation.install(download("linux_amd64", sha256(archive)), place, said::add);

        assertThat(place).hasContent(PROGRAM.strip()).isExecutable();
        assertThat(said)
                .contains("SHA-256 is as it should be: " + sha256(archive))
                .contains("temporal version made-up");
        assertThat(inPlace()).containsExactly("temporal");
    }

    @Test
    void anotherArchiveIsRefusedAndLeavesWhatWasThere() throws Exception {
        Files.createDirectories(place.getParent());
        Files.writeString(place, "the one before");
        answer("/releases/v1.5.1/temporal_cli_1.5.1_linux_amd64.tar.gz", archive("temporal", PROGRAM));

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> TemporalInstallation.install(
                        download("linux_amd64", TemporalRelease.CHECKSUMS.get("linux_amd64")), place, said::add))
                .withMessageContaining("SHA-256")
                .withMessageContaining(TemporalRelease.CHECKSUMS.get("linux_amd64"));
        assertThat(place).hasContent("the one before");
        assertThat(inPlace()).containsExactly("temporal");
    }

    @Test
    void whatDoesNotRunHereIsNotInstalled() throws Exception {
        byte[] archive = archive("temporal", "#!/bin/sh\necho wrong machine\nexit 3\n");
        answer("/releases/v1.5.1/temporal_cli_1.5.1_linux_amd64.tar.gz", archive);
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(
                        () -> TemporalInstallation.install(download("linux_amd64", sha256(archive)), place, said::add))
                .withMessageContaining("wrong machine");
        assertThat(inPlace()).isEmpty();
    }

    @Test
    void anArchiveWithoutTheProgramIsSaid() throws Exception {
        byte[] archive = archive("../temporal", PROGRAM);
        answer("/releases/v1.5.1/temporal_cli_1.5.1_linux_amd64.tar.gz", archive);
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(
                        () -> TemporalInstallation.install(download("linux_amd64", sha256(archive)), place, said::add))
                .withMessageContaining("no program");
    }

    @Test
    void aMissingArchiveAndAnUnknownMachineAreSaid() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> TemporalInstallation.install(download("linux_amd64", "00"), place, said::add))
                .withMessageContaining("answers 404");
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> TemporalInstallation.install(
                        new ReleaseDownload(downloads(), "plan9_mips", TemporalRelease.CHECKSUMS), place, said::add))
                .withMessageContaining("plan9_mips")
                .withMessageContaining("linux_arm64");
    }

    @Test
    void machinesAreNamedAsTheReleasesNameThem() {
        assertThat(TemporalRelease.platform("Linux", "amd64")).isEqualTo("linux_amd64");
        assertThat(TemporalRelease.platform("Mac OS X", "aarch64")).isEqualTo("darwin_arm64");
        assertThat(TemporalRelease.platform("Mac OS X", "x86_64")).isEqualTo("darwin_amd64");
    }

    private String downloads() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/releases/";
    }

    private ReleaseDownload download(String platform, String checksum) {
        return new ReleaseDownload(downloads(), platform, Map.of(platform, checksum));
    }

    private void answer(String path, byte[] body) {
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
    }

    private List<String> inPlace() throws IOException {
        try (Stream<Path> files = Files.list(place.getParent())) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static byte[] archive(String name, String program) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            put(tar, "LICENSE", "MIT");
            put(tar, name, program);
        }
        return bytes.toByteArray();
    }

    private static void put(TarArchiveOutputStream tar, String name, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
