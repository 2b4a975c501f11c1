package dev.tablekeeper.stores;

/** What must hold of an object for a write, copy or delete to happen; checked together with doing it. */
public sealed interface Condition {

    /** Nothing: whatever is there is replaced or deleted. */
    record Any() implements Condition {}

    /** No object has this name. */
    record Absent() implements Condition {}

    /** The object is there, in this generation. */
    record Generation(long generation) implements Condition {}

    static Condition any() {
        return new Any();
    }

    static Condition absent() {
        return new Absent();
    }

    static Condition generation(long generation) {
        return new Generation(generation);
    }
}
