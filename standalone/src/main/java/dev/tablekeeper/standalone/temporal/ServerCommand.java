package dev.tablekeeper.standalone.temporal;

import dev.tablekeeper.jobs.JobSearchAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.common.SearchAttributeKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the temporal program is called to serve a database file on loopback.
 *
 * @param database an absolute path; it tells whose server a process is
 */
record ServerCommand(Path program, Path database, Ports ports) {
    private static final String DATABASE = "--db-filename";
    private static final String PORT = "--port";
    private static final String UI_PORT = "--ui-port";

    /** What follows the program's name. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("server", "start-dev", DATABASE, database.toString()));
        arguments.addAll(List.of("--ip", "127.0.0.1", PORT, number(ports.frontend()), UI_PORT, number(ports.ui())));
        // A write-ahead log halves what is written. Commits stay synchronous (SQLite's default, synchronous=2): half of
        // the
        // time of a step could be had by synchronous=1, at the price of histories that a power cut throws back.
        arguments.addAll(List.of("--sqlite-pragma", "journal_mode=wal"));
        // The default, 20 looks a second, is what makes a step slow, not work: 50 ms each.
        for (String queue : List.of("transfer", "timer", "visibility")) {
            arguments.addAll(List.of("--dynamic-config-value", "history." + queue + "ProcessorMaxPollRPS=2000"));
        }
        for (SearchAttributeKey<?> key : JobSearchAttributes.ALL) {
            arguments.addAll(List.of("--search-attribute", key.getName() + "=" + type(key.getValueType())));
        }
        return List.copyOf(arguments);
    }

    /** The database that a process with these arguments serves. */
    static Optional<String> database(List<String> arguments) {
        return value(arguments, DATABASE);
    }

    /** The ports that a process with these arguments serves. */
    static Optional<Ports> ports(List<String> arguments) {
        try {
            Optional<Integer> frontend = value(arguments, PORT).map(Integer::parseInt);
            Optional<Integer> ui = value(arguments, UI_PORT).map(Integer::parseInt);
            return frontend.isPresent() && ui.isPresent()
                    ? Optional.of(new Ports(frontend.get(), ui.get()))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> value(List<String> arguments, String option) {
        int at = arguments.indexOf(option);
        return at >= 0 && at + 1 < arguments.size() ? Optional.of(arguments.get(at + 1)) : Optional.empty();
    }

    private static String number(int port) {
        return Integer.toString(port);
    }

    private static String type(IndexedValueType type) {
        return switch (type) {
            case INDEXED_VALUE_TYPE_KEYWORD -> "Keyword";
            case INDEXED_VALUE_TYPE_KEYWORD_LIST -> "KeywordList";
            default -> throw new IllegalArgumentException("no search attribute of ours has the type " + type);
        };
    }
}
