package dev.tablekeeper.conformance.reset;

import dev.tablekeeper.conformance.JobCase;
import dev.tablekeeper.conformance.LiveSystem;
import dev.tablekeeper.conformance.Report;
import dev.tablekeeper.conformance.World;
import dev.tablekeeper.conformance.temporal.TemporalServer;
import dev.tablekeeper.conformance.temporal.Underneath;
import dev.tablekeeper.conformance.temporal.Workflows;
import java.nio.file.Path;
import java.util.List;

/**
 * Resets loads on the real server to each of their workflow tasks: after their end, and while their write is held open.
 * Each time the job, the table and the rejects have to be as if nothing had been.
 */
public final class ResetMatrix {
    private final Report report;
    private final Path work;
    private final TemporalServer server;

    private ResetMatrix(Report report, Path work, TemporalServer server) {
        this.report = report;
        this.work = work;
        this.server = server;
    }

    public static void main(String[] arguments) {
        Report.of(report -> {
            Path work = Path.of(System.getProperty("conformance.work"));
            Path program = Path.of(System.getProperty("conformance.temporal"));
            try (TemporalServer server = new TemporalServer(program, work.resolve("server"))) {
                ResetMatrix matrix = new ResetMatrix(report, work, server.start());
                for (JobCase load : JobCase.all()) {
                    if (load.hasWorkflow()) {
                        matrix.afterTheEnd(load);
                    }
                    if (load.canBeHeld()) {
                        matrix.inTheMiddle(load);
                    }
                }
            }
        });
    }

    private void afterTheEnd(JobCase load) throws Exception {
        Underneath underneath = Underneath.server(server);
        Workflows workflows = new Workflows(server.stubs(), underneath.namespace());
        try (LiveSystem system = new LiveSystem(world(load, "ended", underneath), load)) {
            String job = system.load(1).orElseThrow();
            report.result(load.text(), system.faults(job, 1, 1));
            Workflows.Run first = workflows.closed(job);
            List<Long> tasks = workflows.completedTasks(first);
            for (long task : tasks) {
                workflows.reset(first, task);
                Workflows.Run again = workflows.closed(job);
                List<String> faults = system.faults(job, 1, 1);
                if (again.runId().equals(first.runId())) {
                    faults.add("no new run was made");
                }
                if (!again.close().equals(first.close())) {
                    faults.add("the new run closed with " + again.close() + " instead of " + first.close());
                }
                report.result("reset of " + load.text() + " to event " + task + " of " + tasks, faults);
            }
        }
    }

    /** The old attempt is released when the new run has come to its own write. */
    private void inTheMiddle(JobCase load) throws Exception {
        Underneath underneath = Underneath.server(server);
        Workflows workflows = new Workflows(server.stubs(), underneath.namespace());
        try (LiveSystem system = new LiveSystem(world(load, "middle", underneath), load)) {
            int tasks = 1;
            for (int number = 1; number <= tasks; number++) {
                LiveSystem.Hold held = system.hold(1);
                String job = system.load(number).orElseThrow();
                if (!held.awaitComing()) {
                    report.failed("reset of " + load.text() + " in the middle: it did not come to its write");
                    return;
                }
                Workflows.Run first = workflows.current(job);
                List<Long> completed = workflows.completedTasks(first);
                tasks = completed.size();
                LiveSystem.Hold second = system.hold(1);
                workflows.reset(first, completed.get(number - 1));
                boolean came = second.awaitComing();
                held.release();
                system.holdNoMore();
                List<String> faults = system.faults(job, number, number);
                if (!came) {
                    faults.add("the new run did not come to its write");
                }
                report.result(
                        "reset of " + load.text() + " to event " + completed.get(number - 1) + " of " + completed
                                + " while it writes",
                        faults);
            }
        }
    }

    private World world(JobCase load, String when, Underneath underneath) {
        return new World(work.resolve(load.text() + "-" + when), underneath.variables());
    }
}
