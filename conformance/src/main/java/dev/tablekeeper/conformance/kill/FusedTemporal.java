package dev.tablekeeper.conformance.kill;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Optional;

/** Lets the calls to Temporal that belong to a job go through a {@link Fuse}. */
final class FusedTemporal implements ClientInterceptor {
    private final Fuse fuse;
    private final TemporalCalls calls;

    FusedTemporal(Fuse fuse) {
        this.fuse = fuse;
        this.calls = new TemporalCalls(fuse);
    }

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            private Q request;
            private Optional<String> call = Optional.empty();
            private int occurrence;

            @Override
            public void start(Listener<R> listener, Metadata headers) {
                super.start(
                        new SimpleForwardingClientCallListener<>(listener) {
                            @Override
                            public void onMessage(R answer) {
                                calls.answered(request, answer);
                                leave();
                                super.onMessage(answer);
                            }

                            @Override
                            public void onClose(Status status, Metadata trailers) {
                                leave();
                                super.onClose(status, trailers);
                            }
                        },
                        headers);
            }

            @Override
            public void sendMessage(Q message) {
                request = message;
                call = calls.nameOf(message);
                occurrence = call.map(fuse::enter).orElse(0);
                super.sendMessage(message);
            }

            private void leave() {
                call.ifPresent(name -> fuse.leave(name, occurrence));
                call = Optional.empty();
            }
        };
    }
}
