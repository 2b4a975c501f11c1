package dev.tablekeeper.stores.embedded.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
    @TempDir
    private Path folder;

    private Path temp;

    @BeforeEach
    void makeTemporaryFolder() throws IOException {
        temp = Files.createDirectory(folder.resolve("tmp"));
    }

    @Test
    void processesThatAreKilledLeaveNoLibraryBehind() throws IOException {
        for (int start = 0; start < 2; start++) {
            Process process = start();
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                assertThat(output.readLine()).isEqualTo("open");
                assertThat(libraries()).as("while it runs").isEmpty();
            } finally {
                process.destroyForcibly().onExit().join();
            }
            assertThat(libraries()).as("after it was killed").isEmpty();
        }
    }

    @Test
    void whatWasLeftBeforeGoesAndWhatMayBeInTheWritingStays() throws IOException {
        Path left = Files.writeString(temp.resolve("libduckdb_java1.so"), "left");
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        Path young = Files.writeString(temp.resolve("libduckdb_java2.so"), "just being written");
        Path other = Files.writeString(temp.resolve("libother.so"), "somebody's");
        Files.setLastModifiedTime(other, FileTime.from(Instant.EPOCH));

        Process process = start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("open");
            assertThat(libraries()).containsExactly(young);
            assertThat(other).exists();
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temp,
                        "-cp",
                        System.getProperty("java.class.path"),
                        WarehouseHolder.class.getName(),
                        folder.resolve("data").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private List<Path> libraries() throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            return files.filter(file -> file.getFileName().toString().startsWith("libduckdb_java"))
                    .toList();
        }
    }
}
