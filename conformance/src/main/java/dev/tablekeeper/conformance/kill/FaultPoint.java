package dev.tablekeeper.conformance.kill;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One moment of a job: just before or just after the n-th outward call of this name. Calls are named by what they do to
 * what, never by their place in the sequence, since threads may change that from run to run.
 *
 * @param call without anything that differs from job to job: {@code objects.commit jobs/record/{job}/ended.json}
 * @param occurrence counted from 1
 */
record FaultPoint(Moment moment, String call, int occurrence) {
    private static final Pattern TEXT = Pattern.compile("(before|after) (.+) #(\\d+)");

    enum Moment {
        BEFORE,
        AFTER;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static FaultPoint parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no fault point");
        }
        return new FaultPoint(
                Moment.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
                matcher.group(2),
                Integer.parseInt(matcher.group(3)));
    }

    String text() {
        return moment.text() + " " + call + " #" + occurrence;
    }
}
