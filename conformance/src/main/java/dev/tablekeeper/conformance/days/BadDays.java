package dev.tablekeeper.conformance.days;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tablekeeper.conformance.Await;
import dev.tablekeeper.conformance.JobCase;
import dev.tablekeeper.conformance.LiveSystem;
import dev.tablekeeper.conformance.Report;
import dev.tablekeeper.conformance.RowsCase;
import dev.tablekeeper.conformance.World;
import dev.tablekeeper.conformance.temporal.TemporalServer;
import dev.tablekeeper.conformance.temporal.Underneath;
import dev.tablekeeper.conformance.temporal.Workflows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Temporal away, silent, or on a port that is taken; a load terminated by an operator. */
public final class BadDays {
    private static final Duration SHORT = Duration.ofSeconds(25);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration BACK = Duration.ofSeconds(90);
    private static final int USUAL_PORT = 7233;
    private static final int ROWS_OF_A_FILE = 4;

    private final Report report;
    private final Path work;
    private final Path program;

    private final Duration away;

    private BadDays(Report report, Duration away) {
        this.report = report;
        this.away = away;
        this.work = Path.of(System.getProperty("conformance.work"));
        this.program = Path.of(System.getProperty("conformance.temporal"));
    }

    /** Arguments: {@code --all}, so that Temporal is away for ten minutes, not for half of one. */
    public static void main(String[] arguments) {
        Duration away = List.of(arguments).contains("--all") ? LONG : SHORT;
        Report.of(report -> {
            BadDays days = new BadDays(report, away);
            days.temporalIsSilentForAWhile(RowsCase.APPEND);
            days.temporalIsSilentForAWhile(RowsCase.INSERT);
            days.temporalIsAwayForAWhileWithALoadInTheMiddle();
            days.theSystemStartsWhileTemporalIsAway();
            days.aLoadIsTerminated(true);
            days.aLoadIsTerminated(false);
            days.theUsualPortIsTaken();
        });
    }

    private void temporalIsSilentForAWhile(JobCase job) throws Exception {
        String name = "silent-" + job.text();
        try (TemporalServer server = server(name);
                LiveSystem system = system(name, Underneath.server(server), job)) {
            Requests requests = new Requests(system);
            requests.send();
            server.hold(true);
            try {
                requests.sendFor(away);
            } finally {
                server.hold(false);
            }
            report.result(
                    "Temporal silent for a while, " + job.text() + ": " + requests.text(), requests.faultsInTheEnd());
        }
    }

    private void temporalIsAwayForAWhileWithALoadInTheMiddle() throws Exception {
        try (TemporalServer server = server("away");
                LiveSystem system = system("away", Underneath.server(server))) {
            Requests requests = new Requests(system);
            LiveSystem.Hold held = system.hold(1);
            requests.send();
            boolean came = held.awaitComing();
            server.kill();
            held.release();
            system.holdNoMore();
            requests.sendFor(away);
            server.start();
            List<String> faults = requests.faultsInTheEnd();
            if (!came) {
                faults.add("no load came to its write");
            }
            report.result("Temporal away for a while with a load in the middle: " + requests.text(), faults);
        }
    }

    private void theSystemStartsWhileTemporalIsAway() throws Exception {
        try (TemporalServer server = server("late")) {
            Underneath underneath = Underneath.server(server);
            server.kill();
            try (LiveSystem system = system("late", underneath)) {
                Requests requests = new Requests(system);
                requests.sendFor(Duration.ofSeconds(5));
                server.start();
                report.result("started while Temporal is away: " + requests.text(), requests.faultsInTheEnd());
            }
        }
    }

    /** @param released whether the write may go on at once, or only when the job has ended */
    private void aLoadIsTerminated(boolean released) throws Exception {
        String name = "terminated while it writes, " + (released ? "which then goes on" : "which does not go on");
        try (TemporalServer server = server("terminated-" + released)) {
            Underneath underneath = Underneath.server(server);
            try (LiveSystem system = system("terminated-" + released, underneath)) {
                LiveSystem.Hold held = system.hold(1);
                String job = system.load(1).orElseThrow();
                boolean came = held.awaitComing();
                new Workflows(server.stubs(), underneath.namespace()).terminate(job);
                if (released) {
                    held.release();
                    system.holdNoMore();
                }
                boolean ended = Await.until(BACK, () -> job(system, job).has("finishedAt"));
                held.release();
                system.holdNoMore();
                List<String> faults = new ArrayList<>();
                JsonNode then = job(system, job);
                boolean right = then.path("status").asText().equals("succeeded")
                        ? system.rows() == ROWS_OF_A_FILE
                        : system.rows() == 0 && then.at("/error/type").asText().equals("urn:tablekeeper:terminated");
                if (!came || !ended || !right) {
                    faults.add("the table has " + system.rows() + " rows, and the job is " + then);
                }
                report.result(name + ": " + then.path("status").asText() + ", " + system.rows() + " rows", faults);
            }
        }
    }

    private void theUsualPortIsTaken() throws Exception {
        try (ServerSocket other = takeUsualPort();
                LiveSystem system = system("port", Underneath.program(program))) {
            Requests requests = new Requests(system);
            requests.send();
            report.result(
                    "Temporal's usual port " + (other.isBound() ? "taken" : "taken by somebody else"),
                    requests.faultsInTheEnd());
        }
    }

    private static ServerSocket takeUsualPort() throws IOException {
        try {
            return new ServerSocket(USUAL_PORT, 1, InetAddress.getLoopbackAddress());
        } catch (BindException e) {
            return new ServerSocket();
        }
    }

    private TemporalServer server(String name) {
        return new TemporalServer(program, work.resolve("server-" + name)).start();
    }

    private LiveSystem system(String name, Underneath underneath) throws IOException {
        return system(name, underneath, RowsCase.APPEND);
    }

    private LiveSystem system(String name, Underneath underneath, JobCase job) throws IOException {
        return new LiveSystem(new World(work.resolve(name), underneath.variables()), job);
    }

    private static JsonNode job(LiveSystem system, String job) {
        try {
            return system.client().get("/v1/jobs/" + job).json();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Requests for loads, some of which are refused and sent again later. */
    private static final class Requests {
        private final LiveSystem system;
        private final List<Optional<String>> jobs = new ArrayList<>();

        Requests(LiveSystem system) {
            this.system = system;
        }

        void send() throws IOException {
            jobs.add(system.load(jobs.size() + 1));
        }

        void sendFor(Duration time) throws IOException {
            long end = System.nanoTime() + time.toNanos();
            do {
                send();
                Await.until(Duration.ofSeconds(2), () -> System.nanoTime() > end);
            } while (System.nanoTime() < end);
        }

        String text() {
            long refused = jobs.stream().filter(Optional::isEmpty).count();
            return (jobs.size() - refused) + " requests accepted, " + refused + " refused";
        }

        List<String> faultsInTheEnd() throws IOException {
            for (int i = 0; i < jobs.size(); i++) {
                int number = i + 1;
                boolean accepted = Await.until(BACK, () -> {
                    if (jobs.get(number - 1).isEmpty()) {
                        try {
                            jobs.set(number - 1, system.load(number));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                    return jobs.get(number - 1).isPresent();
                });
                if (!accepted) {
                    return new ArrayList<>(List.of("request " + number + " is refused for ever"));
                }
            }
            List<String> faults = new ArrayList<>();
            for (int i = 0; i < jobs.size(); i++) {
                faults.addAll(system.faults(jobs.get(i).orElseThrow(), i + 1, jobs.size()));
            }
            return faults;
        }
    }
}
