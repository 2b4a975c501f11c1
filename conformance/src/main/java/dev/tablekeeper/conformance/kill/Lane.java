package dev.tablekeeper.conformance.kill;

import dev.tablekeeper.conformance.JobCase;
import dev.tablekeeper.conformance.Leftovers;
import dev.tablekeeper.conformance.Report;
import dev.tablekeeper.conformance.World;
import dev.tablekeeper.conformance.temporal.Underneath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One system that is killed again and again in one folder: each process ends what the one before died of, is looked at,
 * then accepts the next job and dies of the next fault point. After a failure it goes on in a fresh folder.
 */
final class Lane {
    private static final int ATTEMPTS = 3;

    private final Launcher launcher;
    private final Report report;
    private final JobCase load;
    private final String name;
    private final Path folder;
    private final Supplier<Underneath> underneath;
    private World world;
    private int worlds;
    private int files;
    private Optional<Death> death = Optional.empty();

    /**
     * @param name of the lane, for people
     * @param underneath asked for a Temporal for each fresh folder
     */
    Lane(Launcher launcher, Report report, JobCase load, String name, Path folder, Supplier<Underneath> underneath) {
        this.launcher = launcher;
        this.report = report;
        this.load = load;
        this.name = name;
        this.folder = folder;
        this.underneath = underneath;
    }

    /** What a process died of, and how far the job's client had got. */
    private record Death(FaultPoint point, int number, String key, Optional<String> job) {
        List<String> verify() {
            List<String> task = new ArrayList<>(List.of("verify", Integer.toString(number), key));
            job.ifPresent(task::add);
            return task;
        }
    }

    /** The points that jobs pass that nobody disturbs: of two jobs, one after the other. */
    List<List<FaultPoint>> record() throws IOException, InterruptedException {
        begin();
        List<List<FaultPoint>> recorded = new ArrayList<>();
        for (int number = 1; number <= 2; number++) {
            Life life = live(List.of("record", Integer.toString(number), key(number)));
            if (life.said(Victim.VERIFIED).isEmpty()) {
                throw new IllegalStateException(name + ": a load that nobody disturbs does not end as it has to: "
                        + life.all(Victim.FAULT) + "; see " + world.folder());
            }
            recorded.add(life.all(Victim.PASSED).stream().map(FaultPoint::parse).toList());
        }
        World.delete(world.folder());
        return recorded;
    }

    /** @return how many points were not reached; those are failures only where {@code required} */
    int run(List<FaultPoint> points, List<FaultPoint> required) throws IOException, InterruptedException {
        begin();
        int unreached = 0;
        for (FaultPoint point : points) {
            boolean reached = false;
            for (int attempt = 0; attempt < ATTEMPTS && !reached; attempt++) {
                reached = die(point);
            }
            if (!reached) {
                unreached++;
                if (required.contains(point)) {
                    report.failed(name + ": " + point.text() + " was not reached");
                }
            }
        }
        if (death.isPresent()) {
            judge(live(death.get().verify()));
        }
        Leftovers.end(folder);
        World.delete(world.folder());
        return unreached;
    }

    /** Lets a process verify the death before, then die of this point; false where it lived on. */
    private boolean die(FaultPoint point) throws IOException, InterruptedException {
        int number = files + 1;
        List<String> tasks = new ArrayList<>();
        death.ifPresent(d -> tasks.addAll(d.verify()));
        tasks.addAll(List.of("die", Integer.toString(number), key(number), point.text()));
        Life life = live(tasks);
        if (death.isPresent() && !judge(life)) {
            return false;
        }
        files = number;
        if (life.killed()) {
            death = Optional.of(new Death(point, number, key(number), life.said(Victim.ACCEPTED)));
            return true;
        }
        if (life.said(Victim.SURVIVED).isEmpty()) {
            report.failed(name + ": " + point.text() + ": " + whatHappened(life));
            begin();
        }
        return false;
    }

    /** Whether the death before was survived as it has to be. */
    private boolean judge(Life life) throws IOException {
        FaultPoint point = death.orElseThrow().point();
        death = Optional.empty();
        if (life.said(Victim.VERIFIED).isPresent()) {
            report.passed();
            return true;
        }
        report.failed(name + ": killed " + point.text() + ": " + whatHappened(life));
        begin();
        return false;
    }

    private String whatHappened(Life life) {
        String how = life.tooLong() ? "it did not end in time" : "it ended with " + life.exit();
        List<String> faults = life.all(Victim.FAULT);
        return (faults.isEmpty() ? how : String.join("; ", faults)) + " (" + world.folder() + ")";
    }

    private void begin() throws IOException {
        Leftovers.end(folder);
        world = new World(folder.resolve("world-" + ++worlds), underneath.get().variables());
        Files.createDirectories(world.folder());
        files = 0;
        death = Optional.empty();
    }

    private static String key(int number) {
        return "key-" + number;
    }

    private Life live(List<String> tasks) throws IOException, InterruptedException {
        return launcher.live(world, load, tasks, Victim.REACHED);
    }
}
