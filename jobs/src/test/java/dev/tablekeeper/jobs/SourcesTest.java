package dev.tablekeeper.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import dev.tablekeeper.stores.Condition;
import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.StoredObject;
import dev.tablekeeper.stores.embedded.files.LocalObjectStore;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcesTest {
    private ObjectStore objects;
    private Sources sources;

    @BeforeEach
    void place(@TempDir Path folder) {
        objects = new LocalObjectStore(folder, "");
        sources = new Sources(List.of(
                new Sources.Place("", objects, List.of("incoming/")),
                new Sources.Place("gs://bucket/in/", objects, List.of(""))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jobs/record/x/accepted.json",
                "uploads/load-1",
                "incoming/../jobs/record/x",
                "incoming/./x",
                "/etc/passwd",
                "file:///etc/passwd",
                "gs://other/in/x.csv",
                "gs://bucket/x.csv",
                "http://169.254.169.254/x",
                "incoming\\..\\x",
                ""
            })
    void aUriOutsideOfTheAllowedPlacesIsRefused(String uri) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> sources.allowed(uri))
                .satisfies(e -> assertThat(e.type()).isEqualTo(FailureType.PERMISSION_DENIED))
                .withMessageContaining("gs://bucket/in/, incoming/");
    }

    @Test
    void aPathUnderObjectsAndAUriOfAnotherPlaceAreUnderstood() {
        assertThat(sources.allowed("incoming/jobs/a.csv").name()).isEqualTo("incoming/jobs/a.csv");
        assertThat(sources.allowed("gs://bucket/in/jobs/a.csv").name()).isEqualTo("jobs/a.csv");
    }

    @Test
    void aGlobMeansWhatItMatchesAndAStarStaysInItsFolder() {
        for (String name : List.of("a.csv", "b.csv", "b.csv.gz", "sub/c.csv", "_load.json")) {
            objects.write("incoming/jobs/" + name, Condition.any(), "x");
        }

        assertThat(names("incoming/jobs/*.csv")).containsExactly("incoming/jobs/a.csv", "incoming/jobs/b.csv");
        assertThat(names("incoming/jobs/?.csv")).containsExactly("incoming/jobs/a.csv", "incoming/jobs/b.csv");
        assertThat(names("incoming/jobs/**.csv"))
                .containsExactly("incoming/jobs/a.csv", "incoming/jobs/b.csv", "incoming/jobs/sub/c.csv");
        assertThat(names("incoming/jobs/*"))
                .containsExactly("incoming/jobs/a.csv", "incoming/jobs/b.csv", "incoming/jobs/b.csv.gz");
        assertThat(names("incoming/jobs/a.csv")).containsExactly("incoming/jobs/a.csv");
        assertThat(names("incoming/jobs/absent.csv")).isEmpty();
    }

    private List<String> names(String uri) {
        return sources.allowed(uri).objects().stream().map(StoredObject::name).toList();
    }
}
