package dev.tablekeeper.conformance.kill;

import dev.tablekeeper.conformance.Installation;
import dev.tablekeeper.conformance.LoadCase;
import dev.tablekeeper.conformance.Report;
import dev.tablekeeper.conformance.World;
import dev.tablekeeper.conformance.kill.FaultPoint.Moment;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Kills a load before and after each of its outward calls. By default the calls that only read, or write what nobody sees
 * yet, are left to {@code --all}, except in the first case: what a process leaves behind is the same before and after
 * them, and that is what the kill after the call before them leaves.
 */
public final class KillMatrix {
    private static final Pattern NOTHING_CHANGES =
            Pattern.compile("objects\\.(find|read|open|list|create|write|close) .*|warehouse\\.outcome");
    private static final int POINTS_A_LANE = 24;

    private final Report report = new Report();
    private final Path work;
    private final boolean all;
    private final int lanes;
    private final Launcher launcher;

    private KillMatrix(Path work, boolean all) throws Exception {
        this.work = work;
        this.all = all;
        this.lanes =
                Integer.getInteger("conformance.lanes", Runtime.getRuntime().availableProcessors() + 1);
        Path installed = Files.createDirectories(work.resolve("installed"));
        List<Path> classPath = Stream.of(
                        System.getProperty("conformance.classpath").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        launcher = new Launcher(
                Installation.of(Path.of(System.getProperty("conformance.product")), installed),
                classPath,
                installed.resolve("classes.jsa"));
    }

    /** Arguments: {@code --all}, and names of load cases if it is not to be each. */
    public static void main(String[] arguments) throws Exception {
        List<String> words = List.of(arguments);
        KillMatrix matrix = new KillMatrix(Path.of(System.getProperty("conformance.work")), words.contains("--all"));
        List<LoadCase> cases = Stream.of(LoadCase.values())
                .filter(load -> words.stream().allMatch(w -> w.startsWith("--")) || words.contains(load.text()))
                .toList();
        matrix.run(cases);
        matrix.report.exit();
    }

    private void run(List<LoadCase> cases) throws Exception {
        launcher.train(new World(work.resolve("training"), Map.of()));
        ExecutorService pool = Executors.newFixedThreadPool(lanes);
        try {
            for (LoadCase load : cases) {
                run(pool, "in-process", Map.of(), load);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private void run(ExecutorService pool, String kind, Map<String, String> temporal, LoadCase load) throws Exception {
        long start = System.nanoTime();
        String name = kind + "/" + load.text();
        List<List<FaultPoint>> recorded = new Lane(launcher, report, load, name, work.resolve(name), temporal).record();
        Set<FaultPoint> union = new LinkedHashSet<>();
        recorded.forEach(union::addAll);
        List<FaultPoint> required =
                recorded.get(0).stream().filter(recorded.get(1)::contains).toList();
        List<FaultPoint> points =
                union.stream().filter(point -> all || wanted(load, point)).toList();
        List<Future<Integer>> running = new ArrayList<>();
        int share = Math.max(1, Math.min(POINTS_A_LANE, (points.size() + lanes - 1) / lanes));
        for (int from = 0; from < points.size(); from += share) {
            List<FaultPoint> mine = points.subList(from, Math.min(points.size(), from + share));
            Path folder = work.resolve(name).resolve("lane-" + from);
            running.add(
                    pool.submit(() -> new Lane(launcher, report, load, name, folder, temporal).run(mine, required)));
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

    private static boolean wanted(LoadCase load, FaultPoint point) {
        return load == LoadCase.APPEND || !NOTHING_CHANGES.matcher(point.call()).matches();
    }
}
