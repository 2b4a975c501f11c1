package dev.tablekeeper.stores.google;

import com.google.api.client.http.HttpResponseException;
import com.google.api.gax.rpc.ApiException;
import com.google.auth.Retryable;
import com.google.cloud.BaseServiceException;
import com.google.common.base.Throwables;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The one place where whatever went wrong with a call of Google's becomes a failure, and so is decided about trying again. */
public final class GoogleFailures {
    /** Where Google answers 403 for these, it is not for want of a permission. */
    private static final Set<String> QUOTAS =
            Set.of("rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded");

    private static final Pattern REASON = Pattern.compile("\"reason\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern MESSAGE = Pattern.compile("\"message\"\\s*:\\s*\"([^\"]+)\"");
    private static final int MAX_SHOWN = 500;

    private GoogleFailures() {}

    /**
     * @param what went wrong: {@code cannot write 'gs://bucket/a'}
     * @param roles whoever lacks the permission is told to ask for
     */
    public static StoreFailure of(String what, String roles, Throwable e) {
        if (e instanceof StoreFailure failure) {
            return failure;
        }
        List<Throwable> chain = Throwables.getCausalChain(e);
        // The library says that it could not renew a token by an exception within others, without a status.
        if (chain.stream().anyMatch(cause -> cause instanceof Retryable r && !r.isRetryable())) {
            return denied(what + ": the credentials are not accepted any more; renew them", e);
        }
        int status = status(e).orElse(0);
        String reason = chain.stream()
                .flatMap(cause -> reason(cause).stream())
                .filter(text -> !text.isBlank())
                .findFirst()
                .orElse("");
        String why = what + ": " + shown(chain);
        return switch (status) {
            // Google says why it refuses a request: an answer without a reason has broken off on its way.
            case 400 ->
                new StoreFailure(
                        mangled(chain) || reason.isEmpty() ? FailureType.UNAVAILABLE : FailureType.INTERNAL, why, e);
            case 401 -> denied(why + "; see to it that the credentials are valid", e);
            case 403 ->
                QUOTAS.contains(reason)
                        ? new StoreFailure(FailureType.QUOTA_EXCEEDED, why, e)
                        : denied(why + "; grant " + roles + " to the account that Tablekeeper runs as", e);
            case 404 -> new StoreFailure(FailureType.SOURCE_MISSING, why, e);
            case 409 -> new StoreFailure(FailureType.CONFLICT, why, e);
            case 304, 412 -> new StoreFailure(FailureType.CONDITION_FAILED, why, e);
            case 429 -> new StoreFailure(FailureType.QUOTA_EXCEEDED, why, e);
            // Without a status: the connection, or the name of the host. 408 and 410: of an upload in pieces. 499: the
            // library's own, for an answer that broke off.
            case 0, 408, 410, 499 -> new StoreFailure(FailureType.UNAVAILABLE, why, e);
            default -> new StoreFailure(status >= 500 ? FailureType.UNAVAILABLE : FailureType.INTERNAL, why, e);
        };
    }

    /** The HTTP status that a call ended with; empty where there was no answer. */
    public static Optional<Integer> status(Throwable e) {
        return Throwables.getCausalChain(e).stream()
                .flatMap(cause -> statusOf(cause).stream())
                .filter(status -> status > 0)
                .findFirst();
    }

    private static Optional<Integer> statusOf(Throwable e) {
        if (e instanceof BaseServiceException service) {
            return Optional.of(service.getCode());
        }
        if (e instanceof HttpResponseException answer) {
            return Optional.of(answer.getStatusCode());
        }
        if (e instanceof ApiException api) {
            return Optional.of(api.getStatusCode().getCode().getHttpStatusCode());
        }
        return Optional.empty();
    }

    private static Optional<String> reason(Throwable e) {
        if (e instanceof BaseServiceException service) {
            return Optional.ofNullable(service.getReason());
        }
        return e instanceof HttpResponseException answer ? field(REASON, answer) : Optional.empty();
    }

    /** Of an answer that the library left as text. */
    private static Optional<String> field(Pattern pattern, HttpResponseException answer) {
        return Optional.ofNullable(answer.getContent())
                .map(pattern::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1));
    }

    /** The bytes were changed on their way, and the checksum that came with them told. */
    private static boolean mangled(List<Throwable> chain) {
        return chain.stream()
                .map(cause -> String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT))
                .anyMatch(text -> text.contains("crc32c") || text.contains("md5"));
    }

    private static StoreFailure denied(String why, Throwable e) {
        return new StoreFailure(FailureType.PERMISSION_DENIED, why, e);
    }

    /** What the service says, else the first line of what the library or the connection says: others may hold addresses. */
    private static String shown(List<Throwable> chain) {
        String text = chain.stream()
                .flatMap(cause -> cause instanceof HttpResponseException answer
                        ? Stream.of(field(MESSAGE, answer).orElse("the answer was " + answer.getStatusCode()))
                        : Stream.empty())
                .findFirst()
                .or(() -> chain.stream()
                        .filter(GoogleFailures::speaks)
                        .flatMap(cause -> Optional.ofNullable(cause.getMessage()).stream())
                        .filter(message -> !message.isBlank())
                        .findFirst())
                .orElse("it cannot be reached");
        String line = text.strip().lines().findFirst().orElse("");
        return line.length() > MAX_SHOWN ? line.substring(0, MAX_SHOWN) + "…" : line;
    }

    private static boolean speaks(Throwable e) {
        return e instanceof BaseServiceException || e instanceof ApiException || e instanceof IOException;
    }
}
