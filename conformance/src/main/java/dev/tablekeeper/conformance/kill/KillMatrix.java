package dev.tablekeeper.conformance.kill;

import dev.tablekeeper.conformance.JobCase;
import dev.tablekeeper.conformance.Report;
import dev.tablekeeper.conformance.RowsCase;
import dev.tablekeeper.conformance.kill.FaultPoint.Moment;
import dev.tablekeeper.conformance.temporal.TemporalServer;
import dev.tablekeeper.conformance.temporal.Underneath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Kills a load before and after each of its outward calls. By default the calls that only read, or write what nobody sees
 * yet, are left to {@code --all}, and outside of a brief run to the first case: what a process leaves behind is the same before and after
 * them, and that is what the kill after the call before them leaves.
 */
public final class KillMatrix {
    private static final Pattern NOTHING_CHANGES =
            Pattern.compile("objects\\.(find|read|open|list|create|write|close) .*|warehouse\\.outcome");
    private static final Path PROGRAM = Path.of(System.getProperty("conformance.temporal"));
    private static final int POINTS_A_LANE = 24;
    private static final int OF_SO_MANY = 3;
    private static final int ON_OTHER_TEMPORALS = 5;

    private final Report report;
    private final Path work;
    private final boolean all;
    private final boolean brief;
    private final int processors = Runtime.getRuntime().availableProcessors();
    private final Launcher launcher;

    private KillMatrix(Report report, Path work, boolean all, boolean brief) throws Exception {
        this.report = report;
        this.work = work;
        this.all = all;
        this.brief = brief;
        launcher = Launcher.in(work);
    }

    /** Arguments: {@code --all} or {@code --brief}; names of load cases and of Temporals, if it is not to be each. */
    public static void main(String[] arguments) {
        Report.of(report -> run(report, List.of(arguments)));
    }

    private static void run(Report report, List<String> words) throws Exception {
        KillMatrix matrix = new KillMatrix(
                report,
                Path.of(System.getProperty("conformance.work")),
                words.contains("--all"),
                words.contains("--brief"));
        try (TemporalServer server = new TemporalServer(PROGRAM, matrix.work.resolve("server"))) {
            List<JobCase> cases = chosen(words, JobCase.all(), JobCase::text);
            for (String kind : chosen(words, List.of("in-process", "program", "server"), kind -> kind)) {
                switch (kind) {
                    case "in-process" -> matrix.run(kind, () -> Underneath.IN_PROCESS, matrix.processors + 1, cases);
                    case "program" ->
                        matrix.run(kind, () -> Underneath.program(PROGRAM), matrix.processors * 2, matrix.few(cases));
                    default -> {
                        server.start();
                        matrix.run(kind, () -> Underneath.server(server), matrix.processors * 3, matrix.few(cases));
                    }
                }
            }
        }
    }

    private static <T> List<T> chosen(List<String> words, List<T> all, Function<T, String> name) {
        List<T> named =
                all.stream().filter(one -> words.contains(name.apply(one))).toList();
        return named.isEmpty() ? all : named;
    }

    /** What does not depend on Temporal, such as what the file is, is not gone through again on each. */
    private List<JobCase> few(List<JobCase> cases) {
        return all ? cases : cases.stream().filter(JobCase::onEachTemporal).toList();
    }

    private void run(String kind, Supplier<Underneath> underneath, int lanes, List<JobCase> cases) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(lanes);
        try {
            for (JobCase load : cases) {
                run(pool, lanes, kind, underneath, load);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private void run(ExecutorService pool, int lanes, String kind, Supplier<Underneath> underneath, JobCase load)
            throws Exception {
        long start = System.nanoTime();
        String name = kind + "/" + load.text();
        List<List<FaultPoint>> recorded =
                new Lane(launcher, report, load, name, work.resolve(name), underneath).record();
        Set<FaultPoint> union = new LinkedHashSet<>();
        recorded.forEach(union::addAll);
        // How often a step is heard of depends on how long it takes.
        List<FaultPoint> required = recorded.get(0).stream()
                .filter(recorded.get(1)::contains)
                .filter(point -> !point.call().contains("Heartbeat"))
                .toList();
        List<FaultPoint> wanted =
                union.stream().filter(point -> all || wanted(kind, load, point)).toList();
        List<FaultPoint> points = brief ? some(kind, load, wanted) : wanted;
        List<Future<Integer>> running = new ArrayList<>();
        int share = Math.max(1, Math.min(POINTS_A_LANE, (points.size() + lanes - 1) / lanes));
        for (int from = 0; from < points.size(); from += share) {
            List<FaultPoint> mine = points.subList(from, Math.min(points.size(), from + share));
            Path folder = work.resolve(name).resolve("lane-" + from);
            running.add(
                    pool.submit(() -> new Lane(launcher, report, load, name, folder, underneath).run(mine, required)));
        }
        int unreached = 0;
        for (Future<Integer> lane : running) {
            unreached += lane.get();
        }
        long calls = union.stream().filter(p -> p.moment() == Moment.AFTER).count();
        report.say(String.format(
                "kill %s: %d calls, killed at %d points (%d more did not come up again), %.0f s",
                name, calls, points.size() - unreached, unreached, (System.nanoTime() - start) / 1e9));
    }

    /**
     * What a process leaves behind is much the same whichever Temporal is underneath and in whichever mode a load is; that
     * it goes on from there is shown at some points. Of an odd number each: one before a call, the next after one.
     */
    private static List<FaultPoint> some(String kind, JobCase load, List<FaultPoint> points) {
        boolean inProcess = kind.equals("in-process");
        int each = !inProcess ? ON_OTHER_TEMPORALS : load.typical() ? 1 : OF_SO_MANY;
        return IntStream.range(0, points.size())
                .filter(i -> i % each == 0)
                .mapToObj(points::get)
                .toList();
    }

    private boolean wanted(String kind, JobCase load, FaultPoint point) {
        return (!brief && load == RowsCase.APPEND && kind.equals("in-process"))
                || !NOTHING_CHANGES.matcher(point.call()).matches();
    }
}
