package dev.tablekeeper.standalone.temporal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;

/** The file to which the temporal program writes what it says; one older file is kept. */
final class ProgramLog {
    private static final long LARGE = 10_000_000;
    private static final int TAIL_BYTES = 4_000;
    private static final int TAIL_LINES = 2;
    private static final int LINE_LENGTH = 300;
    private static final int HEAD_BYTES = 100_000;

    private final Path file;
    private long from;

    ProgramLog(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** To be said before each start of the program. */
    void begin() throws IOException {
        from = Files.exists(file) ? Files.size(file) : 0;
        if (from > LARGE) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            from = 0;
        }
    }

    /** Whether the program said that since it was started; a trace of many lines may follow. */
    boolean says(String text) {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.max(0, Math.min(HEAD_BYTES, in.length() - from))];
            in.seek(from);
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).contains(text);
        } catch (IOException e) {
            return false;
        }
    }

    /** What the program said last since it was started, as one line. */
    String tail() {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long start = Math.max(from, in.length() - TAIL_BYTES);
            byte[] bytes = new byte[(int) Math.max(0, in.length() - start)];
            in.seek(start);
            in.readFully(bytes);
            List<String> lines = new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            return lines.stream()
                    .skip(Math.max(0, lines.size() - TAIL_LINES))
                    .map(line -> line.length() > LINE_LENGTH ? line.substring(0, LINE_LENGTH) + "…" : line)
                    .collect(Collectors.joining(" | "));
        } catch (IOException e) {
            return "";
        }
    }
}
