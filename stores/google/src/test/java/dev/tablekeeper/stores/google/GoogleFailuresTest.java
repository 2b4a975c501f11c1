package dev.tablekeeper.stores.google;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponseException;
import com.google.cloud.storage.StorageException;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.StoreFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoogleFailuresTest {

    @ParameterizedTest
    @CsvSource({
        "304, notModified, CONDITION_FAILED",
        "400, invalid, INTERNAL",
        "401, authError, PERMISSION_DENIED",
        "403, forbidden, PERMISSION_DENIED",
        "403, accountDisabled, PERMISSION_DENIED",
        "403, rateLimitExceeded, QUOTA_EXCEEDED",
        "403, userRateLimitExceeded, QUOTA_EXCEEDED",
        "403, quotaExceeded, QUOTA_EXCEEDED",
        "404, notFound, SOURCE_MISSING",
        "408, requestTimeout, UNAVAILABLE",
        "409, conflict, CONFLICT",
        "410, gone, UNAVAILABLE",
        "412, conditionNotMet, CONDITION_FAILED",
        "418, teapot, INTERNAL",
        "429, rateLimitExceeded, QUOTA_EXCEEDED",
        "499, cancelled, UNAVAILABLE",
        "500, backendError, UNAVAILABLE",
        "502, badGateway, UNAVAILABLE",
        "503, backendError, UNAVAILABLE",
        "504, gatewayTimeout, UNAVAILABLE"
    })
    void theAnswerDecidesWhoeverReadIt(int status, String reason, FailureType type) {
        HttpResponseException answer = new HttpResponseException.Builder(status, "what it is called", new HttpHeaders())
                .setContent(
                        "{\"error\": {\"message\": \"what it says\", \"errors\": [{\"reason\": \"" + reason + "\"}]}}")
                .build();

        assertThat(of(answer).type()).isEqualTo(type);
        assertThat(of(answer))
                .hasMessageStartingWith("cannot write 'a': what it says")
                .hasCause(answer);
        assertThat(of(new IOException(answer)).type()).isEqualTo(type);
        assertThat(of(new StorageException(status, "said", reason, null)).type())
                .isEqualTo(type);
        assertThat(of(new StorageException(status, "said", "", answer)).type()).isEqualTo(type);
    }

    @Test
    void whoeverCannotBeReachedIsUnavailable() {
        for (IOException e : new IOException[] {
            new UnknownHostException("storage.googleapis.com"),
            new ConnectException("Connection refused"),
            new SocketTimeoutException("Read timed out"),
            new IOException()
        }) {
            assertThat(of(e).type()).isEqualTo(FailureType.UNAVAILABLE);
            assertThat(of(new StorageException(e)).type()).isEqualTo(FailureType.UNAVAILABLE);
        }
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(of(new StorageException(403, "no permission")))
                .hasMessage("cannot write 'a': no permission; grant roles/x to the account that Tablekeeper runs as");
    }

    @Test
    void addressesThatOpenSomethingAreNotTold() {
        StorageException e = new StorageException(500, "500 Error\n\t|> PUT https://host/upload?upload_id=secret");

        assertThat(of(e).getMessage()).isEqualTo("cannot write 'a': 500 Error");
    }

    @Test
    void whatIsAFailureAlreadyStaysOne() {
        StoreFailure failure = new StoreFailure(FailureType.STORAGE_FULL, "full");

        assertThat(of(failure)).isSameAs(failure);
    }

    private static StoreFailure of(Throwable e) {
        return GoogleFailures.of("cannot write 'a'", "roles/x", e);
    }
}
