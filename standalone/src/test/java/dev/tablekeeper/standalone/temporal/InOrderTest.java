package dev.tablekeeper.standalone.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.Priority;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In which order the in-process server has things done that wait. */
@Timeout(120)
class InOrderTest {
    private static final String QUEUE = "order";
    private static final int WORKFLOWS = 40;
    private static final int FEW = 10;
    private static final Priority LATER =
            Priority.newBuilder().setPriorityKey(4).build();

    @WorkflowInterface
    public interface Numbered {
        @WorkflowMethod
        void run(int number);
    }

    public static final class NumberedImpl implements Numbered {
        private final Done done = Workflow.newActivityStub(
                Done.class,
                ActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofMinutes(1))
                        .build());

        @Override
        public void run(int number) {
            done.done(number);
        }
    }

    @ActivityInterface
    public interface Done {
        void done(int number);
    }

    private final List<Integer> order = new CopyOnWriteArrayList<>();

    @Test
    void whatCameFirstIsDoneFirst() {
        order(number -> Priority.getDefaultInstance());

        assertMost(numbers(0, FEW), order.subList(0, WORKFLOWS / 2));
        assertMost(numbers(WORKFLOWS - FEW, WORKFLOWS), order.subList(WORKFLOWS / 2, WORKFLOWS));
    }

    @Test
    void whatIsAskedForGoesBeforeWhatCanWait() {
        List<Integer> asked = numbers(WORKFLOWS / 2 - FEW / 2, WORKFLOWS / 2 + FEW / 2);

        order(number -> asked.contains(number) ? Priority.getDefaultInstance() : LATER);

        assertMost(asked, order.subList(0, WORKFLOWS / 2));
    }

    /** A few are handed out before the others wait, and a few are late in asking for their step. */
    private static void assertMost(List<Integer> numbers, List<Integer> among) {
        assertThat(among.stream().filter(numbers::contains)).as("%s", among).hasSizeGreaterThanOrEqualTo(FEW - 3);
    }

    private void order(IntFunction<Priority> priority) {
        try (InProcessServer server = new InProcessServer(Wire.PLAIN)) {
            WorkflowClient client = server.client();
            List<WorkflowStub> all = new ArrayList<>();
            for (int number = 0; number < WORKFLOWS; number++) {
                WorkflowStub stub = client.newUntypedWorkflowStub(
                        "Numbered",
                        WorkflowOptions.newBuilder()
                                .setWorkflowId("numbered-" + number)
                                .setTaskQueue(QUEUE)
                                .setPriority(priority.apply(number))
                                .build());
                stub.start(number);
                all.add(stub);
            }
            WorkerFactory factory = WorkerFactory.newInstance(client);
            Worker worker = factory.newWorker(
                    QUEUE,
                    WorkerOptions.newBuilder()
                            .setMaxConcurrentActivityExecutionSize(1)
                            .build());
            worker.registerWorkflowImplementationTypes(NumberedImpl.class);
            worker.registerActivitiesImplementations((Done) order::add);
            factory.start();
            all.forEach(stub -> stub.getResult(Void.class));
            factory.shutdownNow();
        }
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }
}
