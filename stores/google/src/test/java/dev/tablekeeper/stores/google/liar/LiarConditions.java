package dev.tablekeeper.stores.google.liar;

import java.util.Optional;

/** The preconditions of a request on one object; 0 stands for an object that is not there. */
record LiarConditions(Optional<Long> generation, Optional<Long> match, Optional<Long> notMatch) {

    static LiarConditions of(Request request) {
        return new LiarConditions(
                number(request, "generation"),
                number(request, "ifGenerationMatch"),
                number(request, "ifGenerationNotMatch"));
    }

    static LiarConditions ofSource(Request request) {
        return new LiarConditions(
                number(request, "sourceGeneration"),
                number(request, "ifSourceGenerationMatch"),
                number(request, "ifSourceGenerationNotMatch"));
    }

    private static Optional<Long> number(Request request, String name) {
        return request.parameter(name).map(Long::valueOf);
    }

    /** @param there null where there is none */
    Optional<Response> refusal(LiarObject there, boolean reading) {
        long now = there == null ? 0 : there.generation();
        if (generation.filter(wanted -> wanted != now).isPresent()) {
            return Optional.of(Response.error(404, "notFound", "No such object"));
        }
        if (match.filter(wanted -> wanted != now).isPresent()) {
            return Optional.of(Response.error(
                    412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold."));
        }
        if (notMatch.filter(unwanted -> unwanted == now).isPresent()) {
            return Optional.of(
                    reading ? Response.of(304) : Response.error(412, "conditionNotMet", "The generation is the same."));
        }
        return Optional.empty();
    }
}
