package dev.tablekeeper.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tablekeeper.model.workflow.FailureType;
import java.util.List;
import java.util.Optional;

/**
 * Why a request was not done, as the client reads it.
 *
 * @param type {@code urn:tablekeeper:<code>}
 * @param errors everything that is wrong with the request, where it is known: {@link FieldError}s, or of rows what
 *     stands in {@code result.rejected} of an insert
 * @param job the job that keeps what was refused
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(String type, String title, int status, String detail, List<?> errors, Optional<String> job) {
    public static final String CONTENT_TYPE = "application/problem+json";

    /**
     * One fault of a request.
     *
     * @param field the JSON field, query parameter or header
     */
    public record FieldError(String field, String reason) {}

    public Problem {
        errors = List.copyOf(errors);
    }

    /** A problem of a kind that only requests have. */
    static Problem of(int status, String code, String title, String detail) {
        return new Problem(FailureType.URN + code, title, status, detail, List.of(), Optional.empty());
    }

    static Problem of(int status, FailureType type, String detail) {
        return new Problem(type.urn(), type.title(), status, detail, List.of(), Optional.empty());
    }
}
