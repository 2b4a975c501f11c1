package dev.tablekeeper.conformance.kill;

import dev.tablekeeper.conformance.kill.FaultPoint.Moment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands in every outward call of one job: says which there are, and stops the thread that comes to a chosen one for ever,
 * so that whoever watches the process can kill it right there.
 */
final class Fuse {
    static final Pattern JOB =
            Pattern.compile("(?:load|insert|backup|restore|verify|undo)-\\d{8}t\\d{6}z-[a-z0-9]{12}");
    /** What belongs to a backup: nobody but the job is at one while it is watched. */
    private static final Pattern BACKUP = Pattern.compile("\\d{8}t\\d{6}z-[0-9a-f]{8}(?![a-z0-9])");

    private static final Pattern CLAIM = Pattern.compile("idempotency/[0-9a-f]{64}");
    private static final Pattern LISTED = Pattern.compile("(jobs/(?:open|ended)/)\\d+/\\d+~([^~]*)~(.*)");
    /** What a job has first of all. */
    private static final Pattern BROUGHT =
            Pattern.compile("(?:uploads/|staging/|jobs/open/[^~]*~)([a-z]+-\\d{8}t\\d{6}z-[a-z0-9]{12}).*");

    private final Consumer<FaultPoint> passed;
    private final Consumer<FaultPoint> reached;
    private final Map<String, Integer> occurrences = new HashMap<>();
    private final Set<String> jobs = new HashSet<>();
    private Optional<FaultPoint> armed = Optional.empty();
    private boolean lit;
    private CountDownLatch closed = new CountDownLatch(1);

    /**
     * @param passed told of each point that was passed, once lit
     * @param reached told of the armed point; does not return
     */
    Fuse(Consumer<FaultPoint> passed, Consumer<FaultPoint> reached) {
        this.passed = passed;
        this.reached = reached;
    }

    /** From now on the calls of the next job count. */
    synchronized void light(Optional<FaultPoint> point) {
        occurrences.clear();
        jobs.clear();
        armed = point;
        lit = true;
        closed = new CountDownLatch(1);
    }

    synchronized void putOut() {
        lit = false;
    }

    /** Opens when the job's workflow has closed. */
    synchronized CountDownLatch closed() {
        return closed;
    }

    /** A call on an object: counts if the object belongs to the job. */
    <T> T onObject(String call, String name, Supplier<T> action) {
        return mine(name) ? on("objects." + call + " " + generic(name), action) : action.get();
    }

    /** A call for a piece of work: counts if the work's name is one of the job's. */
    <T> T onWork(String call, String name, Supplier<T> action) {
        return mine(name) ? on(call, action) : action.get();
    }

    <T> T on(String call, Supplier<T> action) {
        int occurrence = enter(call);
        T result = action.get();
        pass(new FaultPoint(Moment.AFTER, call, occurrence));
        return result;
    }

    /** The beginning of a call; returns which one of its name it is. */
    int enter(String call) {
        int occurrence = number(call);
        pass(new FaultPoint(Moment.BEFORE, call, occurrence));
        return occurrence;
    }

    void leave(String call, int occurrence) {
        pass(new FaultPoint(Moment.AFTER, call, occurrence));
    }

    /** Something that comes without being called for, such as a task: it has only an afterwards. */
    void happened(String call) {
        pass(new FaultPoint(Moment.AFTER, call, number(call)));
    }

    /** Whether something with such a name is the job's: it names the job, or is a claim, which names nobody. */
    synchronized boolean mine(String name) {
        if (!lit) {
            return false;
        }
        Matcher brought = BROUGHT.matcher(name);
        if (brought.matches()) {
            jobs.add(brought.group(1));
        }
        return CLAIM.matcher(name).matches()
                || BACKUP.matcher(name).find()
                || jobs.stream().anyMatch(name::contains);
    }

    static String generic(String name) {
        String claim = CLAIM.matcher(name).replaceFirst("idempotency/{claim}");
        String listed = LISTED.matcher(claim).replaceFirst("$1{day}/{time}~$2~$3");
        return BACKUP.matcher(JOB.matcher(listed).replaceAll("{job}")).replaceAll("{backup}");
    }

    private synchronized int number(String call) {
        return lit ? occurrences.merge(call, 1, Integer::sum) : 0;
    }

    private void pass(FaultPoint point) {
        boolean here;
        synchronized (this) {
            if (!lit || point.occurrence() == 0) {
                return;
            }
            here = armed.filter(point::equals).isPresent();
            if (!here) {
                passed.accept(point);
            }
        }
        if (here) {
            reached.accept(point);
        }
    }
}
