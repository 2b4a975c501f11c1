package dev.tablekeeper.standalone.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;

/** The list of commands in the help, by what they are for. */
final class CommandGroups implements IHelpSectionRenderer {
    private static final int NAME_WIDTH = 18;

    private record Group(String title, List<String> commands) {}

    private static final List<Group> GROUPS = List.of(
            new Group("Start a server", List.of("demo", "serve", "check", "install-temporal", "keys")),
            new Group("Put data in, look at it", List.of("load", "insert", "rows", "view", "tables")),
            new Group(
                    "Back up, and the way back", List.of("backup", "backups", "verify", "restore", "approve", "undo")),
            new Group("Follow jobs", List.of("jobs", "job", "rejects", "cancel", "retry")));

    @Override
    public String render(Help help) {
        StringBuilder text = new StringBuilder();
        Map<String, Help> left = new TreeMap<>(help.subcommands());
        BiConsumer<String, List<String>> print = (title, names) -> {
            text.append(System.lineSeparator()).append(title).append(':').append(System.lineSeparator());
            for (String name : names) {
                CommandLine command = left.remove(name).commandSpec().commandLine();
                text.append("  ")
                        .append(name)
                        .append(" ".repeat(NAME_WIDTH - name.length()))
                        .append(command.getCommandSpec().usageMessage().description()[0])
                        .append(System.lineSeparator());
            }
        };
        GROUPS.forEach(group -> print.accept(group.title(), group.commands()));
        if (!left.isEmpty()) {
            throw new IllegalStateException("commands without a group: " + left.keySet());
        }
        return text.toString();
    }
}
