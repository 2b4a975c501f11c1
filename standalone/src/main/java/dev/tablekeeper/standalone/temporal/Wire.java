package dev.tablekeeper.standalone.temporal;

import com.uber.m3.tally.NoopScope;
import com.uber.m3.tally.Scope;
import io.grpc.ClientInterceptor;
import java.util.List;

/**
 * What every client of Temporal is made with, whichever Temporal it is.
 *
 * @param interceptors put around every call
 * @param metrics where clients and workers count
 */
public record Wire(List<ClientInterceptor> interceptors, Scope metrics) {
    /** Nothing around the calls, and nothing counted. */
    public static final Wire PLAIN = new Wire(List.of(), new NoopScope());

    public Wire {
        interceptors = List.copyOf(interceptors);
    }
}
