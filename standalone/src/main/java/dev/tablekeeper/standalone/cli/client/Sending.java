package dev.tablekeeper.standalone.cli.client;

/** Sends requests that start jobs; each bears an idempotency key, so sending it again after a lost answer is safe. */
final class Sending {
    private static final int ATTEMPTS = 3;

    private Sending() {}

    /** @param repeatable whether the request's body can be sent once more */
    static RemoteJob job(RestClient client, JobProgress progress, RestRequest request, boolean repeatable) {
        for (int attempt = 1; ; attempt++) {
            try {
                return client.job(request);
            } catch (ServerUnreachable e) {
                if (!e.mayHaveArrived() || !repeatable || attempt == ATTEMPTS) {
                    throw e;
                }
                progress.note(
                        e.getMessage() + "; sending it again. Its idempotency key keeps it from being done twice.");
            }
        }
    }
}
