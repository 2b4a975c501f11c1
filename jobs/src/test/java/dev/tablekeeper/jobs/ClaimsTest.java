package dev.tablekeeper.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimsTest {
    private Claims claims;

    @BeforeEach
    void open(@TempDir Path folder) {
        claims = new Claims(new LocalObjectStore(folder, ""), Clock.systemUTC());
    }

    @Test
    void theFirstToClaimHasItAndTheNextLearnsWho() {
        assertThat(claims.claim("a", "job-1", "r1").job()).isEqualTo("job-1");
        assertThat(claims.claim("a", "job-2", "r2").job()).isEqualTo("job-1");
        assertThat(claims.find("a").orElseThrow().request()).isEqualTo("r1");
        assertThat(claims.find("b")).isEmpty();
    }

    @Test
    void aLapsedClaimGoesToTheNextWhoAsks() {
        claims.claim("a", "job-1", "");

        assertThat(claims.claim("a", "job-2", "", standing -> true).job()).isEqualTo("job-2");
        assertThat(claims.claim("a", "job-3", "", standing -> false).job()).isEqualTo("job-2");
    }

    @Test
    void ofManyWhoClaimAtOnceOneHasItAndAllLearnTheSame() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> all = IntStream.range(0, 32)
                    .mapToObj(i -> (Callable<String>)
                            () -> claims.claim("a", "job-" + i, "").job())
                    .toList();
            List<String> owners = threads.invokeAll(all).stream()
                    .map(ClaimsTest::get)
                    .distinct()
                    .toList();
            assertThat(owners).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void namesOfClaimsDoNotRunIntoEachOther() {
        assertThat(Claims.key("ab", "c", "d")).isNotEqualTo(Claims.key("a", "bc", "d"));
        assertThat(Claims.generation("t", "u", 11)).isNotEqualTo(Claims.generation("t", "u1", 1));
    }

    private static String get(Future<String> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
