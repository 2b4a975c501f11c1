package dev.tablekeeper.stores.google.liar;

import java.util.function.Predicate;

/**
 * What goes wrong when. Asked once for each request, in the order in which they arrive, one at a time. Hidden repetitions
 * count too: the JDK's HTTP client sends a GET or DELETE again whose connection ended without an answer.
 */
@FunctionalInterface
public interface Faults {

    /** @param call the requests that this server had before, 0 for the first */
    Fault next(int call, Request request);

    static Faults none() {
        return (call, request) -> Fault.none();
    }

    /** One fault, at this call. */
    static Faults at(int call, Fault fault) {
        return (now, request) -> now == call ? fault : Fault.none();
    }

    /** The same each time. */
    static Faults always(Fault fault) {
        return (call, request) -> fault;
    }

    /** The same for each request that is meant. */
    static Faults whenever(Predicate<Request> meant, Fault fault) {
        return (call, request) -> meant.test(request) ? fault : Fault.none();
    }
}
