package dev.tablekeeper.stores.probe;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.stores.probe.Finding.Verdict;
import java.util.function.Supplier;

/**
 * One thing to be tried, by itself: whatever goes wrong with it is a finding, and says nothing about the others.
 *
 * @param attempt what is found; a {@link Failure} is why it will not do
 */
public record Probe(String what, Supplier<Outcome> attempt) {

    /** That it does. */
    public record Outcome(Verdict verdict, String text) {
        public static Outcome ok(String text) {
            return new Outcome(Verdict.OK, text);
        }

        public static Outcome warning(String text) {
            return new Outcome(Verdict.WARNING, text);
        }
    }

    public Finding look() {
        try {
            Outcome outcome = attempt.get();
            return new Finding(what, outcome.verdict(), outcome.text());
        } catch (Failure e) {
            return new Finding(what, Verdict.MISSING, e.getMessage());
        } catch (RuntimeException e) {
            return new Finding(what, Verdict.MISSING, "it could not be tried: " + e);
        }
    }
}
