package dev.tablekeeper.standalone.temporal.install;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Fetches the archive of the release, and looks into it only when its checksum is the one that is known here.
 *
 * @param downloads the address below which the releases are: Temporal's own or a mirror
 * @param checksums SHA-256 in hex, by platform
 */
public record ReleaseDownload(String downloads, String platform, Map<String, String> checksums) implements Source {
    private static final Duration UNTIL_IT_ANSWERS = Duration.ofSeconds(30);

    /** For this machine. */
    public static ReleaseDownload from(String downloads) {
        return new ReleaseDownload(downloads, TemporalRelease.platform(), TemporalRelease.CHECKSUMS);
    }

    @Override
    public Path into(Path folder, Consumer<String> say) throws IOException, InterruptedException {
        String expected = checksums.get(platform);
        if (expected == null) {
            throw new Failure(
                    FailureType.INVALID_REQUEST,
                    "there is no archive of Temporal " + TemporalRelease.VERSION + " for " + platform
                            + "; there is for "
                            + String.join(
                                    ", ", checksums.keySet().stream().sorted().toList())
                            + ". Install Go, and leave out --download");
        }
        URI uri = URI.create(downloads.replaceFirst("/+$", "") + TemporalRelease.archive(platform));
        say.accept("Downloading " + uri);
        Path archive = folder.resolve("archive.tar.gz");
        String actual = fetch(uri, archive);
        if (!actual.equals(expected)) {
            throw new Failure(
                    FailureType.DAMAGED,
                    "what came from " + uri + " is not the release: its SHA-256 is " + actual + ", and should be "
                            + expected + ". Nothing was installed");
        }
        say.accept("SHA-256 is as it should be: " + actual);
        Path program = unpack(archive, folder);
        Files.delete(archive);
        return program;
    }

    private static String fetch(URI uri, Path file) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(UNTIL_IT_ANSWERS)
                .build();
        MessageDigest digest = sha256();
        HttpResponse<InputStream> response;
        try {
            response = http.send(
                    HttpRequest.newBuilder(uri).timeout(UNTIL_IT_ANSWERS).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new Failure(FailureType.UNAVAILABLE, uri + " cannot be reached (" + e + ")", e);
        }
        try (InputStream body = new DigestInputStream(response.body(), digest);
                OutputStream out = Files.newOutputStream(file)) {
            if (response.statusCode() != 200) {
                throw new Failure(FailureType.UNAVAILABLE, uri + " answers " + response.statusCode());
            }
            body.transferTo(out);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The program alone is of interest. */
    private static Path unpack(Path archive, Path folder) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                GzipCompressorInputStream.builder().setPath(archive).get())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isFile() && entry.getName().replaceFirst("^\\./", "").equals(TemporalRelease.PROGRAM)) {
                    Path program = folder.resolve(TemporalRelease.PROGRAM);
                    Files.copy(tar, program);
                    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
                    return program;
                }
            }
        }
        throw new Failure(FailureType.DAMAGED, "the archive holds no program '" + TemporalRelease.PROGRAM + "'");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
