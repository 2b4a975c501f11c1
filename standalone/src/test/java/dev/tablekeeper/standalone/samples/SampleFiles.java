package dev.tablekeeper.standalone.samples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/**
 * Writes the files in {@code samples/}, always the same: {@code java SampleFiles FOLDER}. What is in them and what
 * becomes of each record stands in {@code samples/README.md}.
 */
public final class SampleFiles {
    private static final List<String> DEPARTMENTS = List.of(
            "Product Management",
            "Sales",
            "Research and Development",
            "Human Resources",
            "Engineering",
            "Support",
            "Marketing",
            "Training",
            "Legal",
            "Services",
            "Accounting",
            "Archive");
    /** How many of 100 employees go to a department, by id; nobody was hired for the archive. */
    private static final int[] SHARE = {6, 14, 11, 7, 19, 13, 9, 4, 5, 8, 4, 0};

    private static final List<String> LEVELS =
            List.of("Junior %s", "%s", "Senior %s", "Lead %s", "Principal %s", "%s, interim");
    private static final List<String> TRADES = List.of(
            "Accountant",
            "Analyst",
            "Archivist",
            "Buyer",
            "Chemist",
            "Clerk",
            "Controller",
            "Copywriter",
            "Counsel",
            "Data Engineer",
            "Designer",
            "Developer",
            "Editor",
            "Electrician",
            "Geologist",
            "Illustrator",
            "Librarian",
            "Logistician",
            "Mechanic",
            "Nurse",
            "Office Manager",
            "Physicist",
            "Planner",
            "Producer",
            "Recruiter",
            "Statistician",
            "Surveyor",
            "Technician",
            "Trainer",
            "Translator");

    private static final int EMPLOYEES = 2_000;
    /** What a program sees first of the file is sound. */
    private static final int FIRST_BAD = 20;

    private static final int OTHERS = 120;
    private static final int FIRST_OTHER_ID = 3_001;
    private static final int UNKNOWN_DEPARTMENT = 99;
    private static final int UNKNOWN_JOB = 999;
    private static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2023-01-01T00:00:00Z");

    private final Random random = new Random(20_261_124);
    private final People people = new People(random);

    private SampleFiles() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        for (Map.Entry<String, byte[]> file : all().entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
    }

    /** The bytes of every file, by its name. */
    static Map<String, byte[]> all() {
        SampleFiles files = new SampleFiles();
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("departments.csv", files.departments());
        all.put("jobs.csv", files.jobs());
        all.put("hired_employees.csv", files.employees());
        all.put("hired_employees_semicolon_bom.csv", files.otherDialect());
        return all;
    }

    private byte[] departments() {
        Bytes out = new Bytes();
        for (int i = 0; i < DEPARTMENTS.size(); i++) {
            out.text(record(',', i + 1, DEPARTMENTS.get(i)));
        }
        return out.toByteArray();
    }

    private byte[] jobs() {
        Bytes out = new Bytes();
        int id = 1;
        for (String trade : TRADES) {
            for (String level : LEVELS) {
                out.text(record(',', id++, level.replace("%s", trade)));
            }
        }
        return out.toByteArray();
    }

    private byte[] employees() {
        Deque<BadRecord> bad = badRecords();
        TreeSet<Integer> places = new TreeSet<>();
        while (places.size() < bad.size()) {
            places.add(FIRST_BAD + random.nextInt(EMPLOYEES - FIRST_BAD));
        }
        Bytes out = new Bytes();
        for (int id = 1; id <= EMPLOYEES; id++) {
            if (places.contains(id)) {
                out.writeBytes(bad.pop().withId(id));
            } else {
                out.text(record(',', id, people.any(), time(), department(), job()));
            }
        }
        return out.toByteArray();
    }

    /** A record that is wrong in one way, whatever its id. */
    private interface BadRecord {
        byte[] withId(int id);
    }

    /** One record for each thing that can be wrong, some things more often than others. */
    private Deque<BadRecord> badRecords() {
        List<BadRecord> bad = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            bad.add(id -> utf8(record(',', id, "", time(), department(), job())));
            bad.add(id -> utf8(record(',', id, people.plain(), "", department(), job())));
            bad.add(id -> utf8(record(',', id, people.plain(), time(), "", job())));
            bad.add(id -> utf8(record(',', id, people.plain(), time(), department(), "")));
        }
        bad.add(id -> utf8(record(',', "", people.plain(), time(), department(), job())));
        bad.add(id -> utf8(record(',', id, "", "", "", "")));
        for (String integer : List.of("twelve", "1.0", "0x1F", "12a", "1e3", "1 2", "--5", "½")) {
            bad.add(id -> utf8(record(',', id, people.plain(), time(), integer, job())));
        }
        bad.add(id -> utf8(record(',', "9223372036854775808", people.plain(), time(), department(), job())));
        bad.add(id -> utf8(record(',', id, people.plain(), time(), department(), "-9223372036854775809")));
        bad.add(id -> utf8(record(',', id, people.plain(), time(), "100000000000000000000", job())));
        for (String time : List.of(
                "2021-02-30T10:00:00Z",
                "2021-13-01T10:00:00Z",
                "2022-06-31T08:15:00Z",
                "2021-07-27T25:02:08Z",
                "2021-07-27T16:02:08",
                "27/07/2021 16:02",
                "2021-07-27",
                "1627401728",
                "soon")) {
            bad.add(id -> utf8(record(',', id, people.plain(), time, department(), job())));
        }
        for (int i = 0; i < 5; i++) {
            bad.add(id -> utf8(record(',', id, people.plain(), time(), department(), job(), "surplus")));
        }
        bad.add(id -> utf8(record(',', id, people.plain(), time(), department())));
        bad.add(id -> utf8(record(',', id, people.plain(), time())));
        bad.add(id -> utf8(record(',', id, people.plain())));
        bad.add(id -> utf8(record(',', id)));
        // Text goes on after the closing quote.
        for (String name : List.of("\"Rosa \"Lu\" Fuentes\"", "\"Oskar\" Jensen", "\"Ulla Ueda\".")) {
            bad.add(id -> utf8(raw(id, name)));
        }
        // Latin-1 in a file of UTF-8.
        for (String name : List.of("João Castaño", "Zoë Weiß")) {
            bad.add(id -> raw(id, name).getBytes(StandardCharsets.ISO_8859_1));
        }
        Collections.shuffle(bad, random);
        return new ArrayDeque<>(bad);
    }

    /** A record whose name is written as it is. */
    private String raw(int id, String name) {
        return id + "," + name + "," + time() + "," + department() + "," + job() + "\n";
    }

    private byte[] otherDialect() {
        Bytes out = new Bytes();
        out.text("\ufeff" + "id;name;hire_date;department_id;job_id\r\n");
        for (int i = 0; i < OTHERS; i++) {
            int id = FIRST_OTHER_ID + i;
            String record = switch (i) {
                case 30 -> record(';', id, "", time(), department(), job());
                case 60 -> record(';', id, people.plain(), time(), "", job());
                case 90 -> record(';', id, people.plain(), "2022-02-29T09:30:00Z", department(), job());
                default -> record(';', id, people.any(), time(), department(), job());
            };
            out.text(record.substring(0, record.length() - 1) + "\r\n");
        }
        return out.toByteArray();
    }

    private String time() {
        long seconds = Duration.between(FROM, TO).toSeconds();
        return FROM.plusSeconds((long) (random.nextDouble() * seconds)).toString();
    }

    private int department() {
        if (random.nextInt(150) == 0) {
            return UNKNOWN_DEPARTMENT;
        }
        int ticket = random.nextInt(100);
        int id = 0;
        while (ticket >= SHARE[id]) {
            ticket -= SHARE[id];
            id++;
        }
        return id + 1;
    }

    private int job() {
        return random.nextInt(300) == 0 ? UNKNOWN_JOB : 1 + random.nextInt(TRADES.size() * LEVELS.size());
    }

    private static String record(char delimiter, Object... fields) {
        StringBuilder record = new StringBuilder();
        for (int i = 0; i < fields.length; i++) {
            String field = fields[i].toString();
            boolean quoted = field.indexOf(delimiter) >= 0 || field.contains("\"") || field.contains("\n");
            record.append(i == 0 ? "" : delimiter).append(quoted ? "\"" + field.replace("\"", "\"\"") + "\"" : field);
        }
        return record.append('\n').toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class Bytes extends ByteArrayOutputStream {
        void text(String text) {
            writeBytes(utf8(text));
        }
    }
}
