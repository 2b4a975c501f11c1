package dev.tablekeeper.standalone.cli;

import dev.tablekeeper.model.workflow.LoadCsv;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The load options, spelt for a command line. The server judges them, but for the choice among fixed words. */
final class LoadOptions {
    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "append (default), replace, or merge (by the table's key).")
    private Optional<LoadCsv.Mode> mode = Optional.empty();

    @Option(
            names = "--delimiter",
            paramLabel = "CHAR",
            description = "auto (default: one of , ; tab |), tab, or any ASCII character.")
    private Optional<String> delimiter = Optional.empty();

    @Option(
            names = "--header",
            paramLabel = "WHEN",
            description = "auto (default), present or absent: whether the first record names the columns.")
    private Optional<LoadCsv.Header> header = Optional.empty();

    @Option(
            names = "--columns",
            paramLabel = "NAMES",
            description = "The columns in file order, or file:table pairs, with commas between.")
    private Optional<String> columns = Optional.empty();

    @Option(names = "--quote", paramLabel = "CHAR", description = "The quote (default \").")
    private Optional<String> quote = Optional.empty();

    @Option(
            names = "--null-marker",
            paramLabel = "TEXT",
            description = "The unquoted text that means NULL (default: an empty field).")
    private Optional<String> nullMarker = Optional.empty();

    @Option(names = "--trim", description = "Take white space around fields away.")
    private boolean trim;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description = "The character set (default UTF-8; a byte order mark goes before it).")
    private Optional<String> encoding = Optional.empty();

    @Option(
            names = "--max-rejected",
            paramLabel = "LIMIT",
            description = "How many rejected records are borne: 25, or 10%% of those read (default).")
    private Optional<String> maxRejected = Optional.empty();

    @Option(names = "--dry-run", description = "Check everything, load nothing.")
    private boolean dryRun;

    @Option(names = "--again", description = "Load even what was loaded before.")
    private boolean again;

    /** Those that were given, under the API's names. */
    Map<String, Object> given() {
        Map<String, Object> given = new LinkedHashMap<>();
        mode.ifPresent(m -> given.put("mode", m.text()));
        delimiter.ifPresent(d -> given.put("delimiter", d));
        header.ifPresent(h -> given.put("header", h.text()));
        columns.ifPresent(c -> given.put("columns", c));
        quote.ifPresent(q -> given.put("quote", q));
        nullMarker.ifPresent(n -> given.put("nullMarker", n));
        putIf(trim, "trim", given);
        encoding.ifPresent(e -> given.put("encoding", e));
        maxRejected.ifPresent(m -> given.put("maxRejected", m));
        putIf(dryRun, "dryRun", given);
        putIf(again, "again", given);
        return given;
    }

    private static void putIf(boolean set, String name, Map<String, Object> given) {
        if (set) {
            given.put(name, true);
        }
    }
}
