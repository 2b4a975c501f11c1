package dev.tablekeeper.stores.google.liar;

/** What a server does with a request, when nothing goes wrong on the way. Called by many threads at once. */
@FunctionalInterface
public interface Handler {
    Response handle(Request request) throws Exception;
}
