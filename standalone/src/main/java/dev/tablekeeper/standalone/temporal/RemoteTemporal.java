package dev.tablekeeper.standalone.temporal;

import dev.tablekeeper.api.TemporalUi;
import dev.tablekeeper.jobs.WorkflowServers;
import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.worker.Workers;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.LoadClientConfigProfileOptions;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Temporal server that others run, named by Temporal's own environment variables. It may be away, now and then. */
final class RemoteTemporal implements TemporalConnection {
    static final String ADDRESS = "TEMPORAL_ADDRESS";

    private static final String CONFIG_FILE = "TEMPORAL_CONFIG_FILE";
    private static final String PROFILE = "TEMPORAL_PROFILE";
    private static final String DEFAULT_NAMESPACE = "default";
    /** A host and port, or whatever gRPC resolves by a scheme. */
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(?:[a-z]+:/{0,3})?(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::(\\d{1,5}))");

    private static final int LAST_PORT = 65535;

    private final String address;
    private final Frontend frontend;
    private final PatientServing serving;
    private final Optional<TemporalUi> ui;

    private RemoteTemporal(String address, Frontend frontend, Optional<URI> ui) {
        this.address = address;
        this.frontend = frontend;
        this.serving = new PatientServing(frontend, "Temporal at " + address);
        this.ui = ui.map(base -> new TemporalUi(base, frontend.namespace()));
    }

    /**
     * The server need not be there.
     *
     * @throws Failure INVALID_REQUEST where the variables cannot be right
     */
    static RemoteTemporal open(Map<String, String> environment, Optional<URI> ui, Wire wire) {
        ClientConfigProfile profile = profile(environment);
        requireHostAndPort(profile.getAddress());
        String namespace = profile.getNamespace();
        Frontend frontend = new Frontend(
                options(profile), namespace == null || namespace.isBlank() ? DEFAULT_NAMESPACE : namespace, wire);
        return new RemoteTemporal(profile.getAddress(), frontend, ui);
    }

    /** Sees whether it is there and its namespace can be worked in; a failure says what is in the way. */
    void require() {
        serving.require();
    }

    @Override
    public WorkflowServers servers() {
        return WorkflowServers.of(frontend.client());
    }

    @Override
    public void serve(Workers workers) {
        serving.begin(workers);
    }

    @Override
    public Optional<TemporalUi> ui() {
        return ui;
    }

    @Override
    public String description() {
        return "Temporal is the server at " + address + ", namespace " + frontend.namespace()
                + ui.map(u -> "; UI at " + u.base()).orElse("");
    }

    @Override
    public boolean searchable() {
        return serving.searchable();
    }

    @Override
    public boolean reachable() {
        return frontend.answers();
    }

    @Override
    public void close() {
        serving.close();
        frontend.close();
    }

    /**
     * From the variables, and from Temporal's configuration file only where they name it or a profile in it: a file in
     * someone's home must not change what a server does.
     */
    private static ClientConfigProfile profile(Map<String, String> environment) {
        String file = environment.getOrDefault(CONFIG_FILE, "");
        if (!file.isEmpty() && !new File(file).isFile()) {
            throw new Failure(
                    FailureType.INVALID_REQUEST,
                    CONFIG_FILE + "=" + file + " is not there; name Temporal's"
                            + " configuration file, or leave it out");
        }
        try {
            return ClientConfigProfile.load(LoadClientConfigProfileOptions.newBuilder()
                    .setEnvOverrides(environment)
                    .setDisableFile(file.isEmpty() && !environment.containsKey(PROFILE))
                    .build());
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure(
                    FailureType.INVALID_REQUEST,
                    "the settings for Temporal in its configuration file cannot be read (" + e.getMessage()
                            + "); see to " + CONFIG_FILE + " and " + PROFILE,
                    e);
        }
    }

    private static void requireHostAndPort(String address) {
        Matcher matcher = HOST_AND_PORT.matcher(address);
        if (!matcher.matches()
                || Integer.parseInt(matcher.group(1)) > LAST_PORT
                || Integer.parseInt(matcher.group(1)) == 0) {
            throw new Failure(
                    FailureType.INVALID_REQUEST,
                    ADDRESS + "=" + address + " is not a server's address; it is a host and a port, such as"
                            + " temporal.example.com:7233");
        }
    }

    private static WorkflowServiceStubsOptions options(ClientConfigProfile profile) {
        try {
            return profile.toWorkflowServiceStubsOptions();
        } catch (RuntimeException e) {
            throw new Failure(
                    FailureType.INVALID_REQUEST,
                    "TLS for " + ADDRESS + "=" + profile.getAddress() + " cannot be set up (" + reason(e)
                            + "); see to TEMPORAL_TLS_CLIENT_CERT_PATH, TEMPORAL_TLS_CLIENT_KEY_PATH and"
                            + " TEMPORAL_TLS_SERVER_CA_CERT_PATH",
                    e);
        }
    }

    private static String reason(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest instanceof NoSuchFileException
                ? "there is no file " + deepest.getMessage()
                : deepest.getMessage();
    }
}
