package dev.tablekeeper.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SplittableRandom;

/** Writes {@code hired_employees} CSV files of any size, headerless, names quoted; the same for the same size. */
final class HiredEmployees {
    private static final String[] FIRST = {"Ana", "Luis", "María José", "Kofi", "Ingrid", "Søren", "Yuki", "Chloé"};
    private static final String[] LAST = {"Okafor", "Smith-Jones", "de la Cruz", "Nguyễn", "Müller", "Rossi", "Silva"};
    private static final long FROM = Instant.parse("2020-01-01T00:00:00Z").getEpochSecond();
    private static final int SECONDS = 3 * 365 * 86_400;

    private HiredEmployees() {}

    static void write(Path file, long rows) throws IOException {
        SplittableRandom random = new SplittableRandom(42);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            StringBuilder line = new StringBuilder();
            for (long id = 1; id <= rows; id++) {
                line.setLength(0);
                line.append(id)
                        .append(",\"")
                        .append(FIRST[random.nextInt(FIRST.length)])
                        .append(' ')
                        .append(LAST[random.nextInt(LAST.length)])
                        .append("\",")
                        .append(Instant.ofEpochSecond(FROM + random.nextInt(SECONDS)))
                        .append(',')
                        .append(1 + random.nextInt(12))
                        .append(',')
                        .append(1 + random.nextInt(183))
                        .append('\n');
                out.write(line.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
