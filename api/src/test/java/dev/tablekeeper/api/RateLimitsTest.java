package dev.tablekeeper.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RateLimitsTest {
    @TempDir
    Path folder;

    final Keys keys = new Keys(
            Keys.entry("slow", "read,load", "\"requestsPerMinute\":6"),
            Keys.entry("twin", "read,load", "\"requestsPerMinute\":6"),
            Keys.entry("usual", "read", ""));
    World world;

    @AfterEach
    void stop() {
        world.close();
    }

    void exposed() {
        world = new World(folder, keys.guard(), true);
    }

    World.Reply get(String key) {
        return world.get("/v1/tables", "X-API-Key", key);
    }

    @Test
    void aKeyIsToldHowMuchItMayDoAndHasDone() {
        exposed();
        World.Reply first = get("slow-key");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("RateLimit-Limit")).isEqualTo("6");
        assertThat(first.header("RateLimit-Remaining")).isEqualTo("5");
        assertThat(first.header("RateLimit-Reset")).isEqualTo("10");
        assertThat(get("usual-key").header("RateLimit-Limit")).isEqualTo("600");
    }

    @Test
    void whoHasHadAllRequestsWaitsForTheNext() {
        exposed();
        for (int i = 0; i < 6; i++) {
            assertThat(get("slow-key").status()).isEqualTo(200);
        }
        World.Reply refused = get("slow-key");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.type()).isEqualTo("urn:tablekeeper:too-many-requests");
        assertThat(refused.header("Retry-After")).isEqualTo("10");
        assertThat(refused.header("RateLimit-Remaining")).isEqualTo("0");
        keys.pass(10);
        assertThat(get("slow-key").status()).isEqualTo(200);
        assertThat(get("slow-key").status()).isEqualTo(429);
    }

    @Test
    void otherKeysAndOtherKindsOfRequestsAreLeftAlone() {
        exposed();
        for (int i = 0; i < 8; i++) {
            get("slow-key");
        }
        assertThat(get("slow-key").status()).isEqualTo(429);
        assertThat(get("twin-key").status()).isEqualTo(200);
        assertThat(world.send(world.request("/v1/tables/people/loads", "X-API-Key", "slow-key")
                                .header("Content-Type", "text/csv")
                                .POST(HttpRequest.BodyPublishers.ofString(World.CSV)))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void aRequestAboveTheLimitIsRefusedBeforeItsBodyIsStored() {
        exposed();
        HttpRequest.Builder load = world.request("/v1/tables/people/loads", "X-API-Key", "slow-key")
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString("1," + "x".repeat(100_000)));
        for (int i = 0; i < 6; i++) {
            assertThat(world.send(load).status()).isEqualTo(202);
        }
        assertThat(world.send(load).status()).isEqualTo(429);
        assertThat(world.objects("uploads/")).hasSize(6);
    }

    @Test
    void fiveHundredWrongKeysASecondLockNoGoodKeyOut() {
        exposed();
        Map<Integer, Integer> statuses = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            statuses.merge(get("guess-" + i).status(), 1, Integer::sum);
            if (i % 100 == 0) {
                assertThat(get("usual-key").status()).isEqualTo(200);
            }
        }
        assertThat(statuses).isEqualTo(Map.of(401, 60, 429, 940));
        assertThat(get("usual-key").status()).isEqualTo(200);
        assertThat(get("guess").header("Retry-After")).isNotEmpty();
        keys.pass(60);
        assertThat(get("guess").status()).isEqualTo(401);
    }

    @Test
    void whatAsksForNoKeyIsCountedByAddress() {
        exposed();
        assertThat(world.get("/healthz").header("RateLimit-Limit")).isEqualTo("1200");
    }

    @Test
    void onLoopbackNobodyIsCountedWithoutAKey() {
        world = new World(folder, keys.guard(), false);

        for (String path : new String[] {"/v1/tables", "/healthz"}) {
            assertThat(world.get(path).header("RateLimit-Limit")).isEmpty();
        }
        assertThat(get("slow-key").header("RateLimit-Limit")).isEqualTo("6");
    }
}
