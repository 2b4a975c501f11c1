package dev.tablekeeper.jobs;

import io.temporal.client.WorkflowClient;
import java.util.List;
import java.util.function.Function;

/**
 * The Temporal servers that jobs run on: one, or for a while several, of which the fresh one takes the new workflows while
 * the others finish what they have.
 */
public interface WorkflowServers {

    /** Their clients; the first is of the server that takes new workflows. Never empty. */
    List<WorkflowClient> clients();

    /** The same, and as long as {@code use} runs no other server takes the first one's place. */
    <T> T steadily(Function<List<WorkflowClient>, T> use);

    /** One server for good. */
    static WorkflowServers of(WorkflowClient client) {
        List<WorkflowClient> clients = List.of(client);
        return new WorkflowServers() {
            @Override
            public List<WorkflowClient> clients() {
                return clients;
            }

            @Override
            public <T> T steadily(Function<List<WorkflowClient>, T> use) {
                return use.apply(clients);
            }
        };
    }
}
