package dev.tablekeeper.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tablekeeper.api.page.PagesResource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagesTest {
    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"#]+)\"");
    private static final Pattern IMPORT = Pattern.compile("from '\\./([a-z]+\\.js)'");
    /** Whatever turns a text into markup or code. */
    private static final Pattern MARKUP = Pattern.compile("innerHTML|outerHTML|insertAdjacentHTML|document\\.write"
            + "|\\beval\\b|new Function|srcdoc|createContextualFragment|setHTML|DOMParser");

    @TempDir
    Path folder;

    World world;

    @BeforeEach
    void start() {
        world = new World(folder);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void aPageTakesNothingFromElsewhereAndRunsNoInlineScript() {
        for (String page : List.of("/dashboard", "/docs")) {
            World.Reply reply = world.get(page);

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("Content-Type")).isEqualToIgnoringCase("text/html;charset=utf-8");
            assertThat(reply.header("Content-Security-Policy"))
                    .contains("default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(reply.body())
                    .doesNotContain("://", "{{", "<style", " style=")
                    .doesNotContainPattern("<script(?![^>]* src=)")
                    .doesNotContainPattern(" on[a-z]+=");
        }
    }

    @Test
    void allThatAPageIsMadeOfIsThereForGood() {
        for (String page : List.of("/dashboard", "/docs")) {
            List<String> links = LINK.matcher(world.get(page).body())
                    .results()
                    .map(m -> m.group(1))
                    .toList();
            assertThat(links).hasSizeGreaterThan(4);
            for (String link : links) {
                World.Reply reply = world.get(URI.create(page).resolve(link).toString());
                assertThat(reply.status()).as(link).isEqualTo(200);
                if (link.startsWith("assets/")) {
                    assertThat(reply.header("Cache-Control")).contains("immutable");
                }
            }
        }
    }

    @Test
    void eachScriptFindsWhatItImports() {
        String build = LINK.matcher(world.get("/dashboard").body())
                .results()
                .map(m -> m.group(1))
                .filter(link -> link.endsWith("/dashboard.js"))
                .findFirst()
                .orElseThrow()
                .replace("dashboard.js", "");
        for (String script : List.of("dashboard.js", "backups.js", "charts.js", "jobs.js", "tables.js")) {
            World.Reply reply = world.get("/" + build + script);
            assertThat(reply.header("Content-Type")).startsWith("text/javascript");
            assertThat(IMPORT.matcher(reply.body()).results().map(MatchResult::group))
                    .isNotEmpty();
            IMPORT.matcher(reply.body())
                    .results()
                    .forEach(m -> assertThat(world.get("/" + build + m.group(1)).status())
                            .as(m.group(1))
                            .isEqualTo(200));
        }
    }

    @Test
    void noScriptOfOursWritesMarkup() throws IOException {
        for (String script :
                List.of("dashboard", "backups", "charts", "client", "elements", "jobs", "tables", "words", "docs")) {
            try (InputStream stream = PagesResource.class.getResourceAsStream(script + ".js")) {
                assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
                        .doesNotContainPattern(MARKUP);
            }
        }
    }

    @Test
    void whatABrowserHasItIsNotSentAgain() {
        for (String page : List.of("/dashboard", "/docs", "/openapi.json")) {
            World.Reply first = world.get(page);
            assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
            World.Reply second = world.get(page, "If-None-Match", first.header("ETag"));

            assertThat(second.status()).isEqualTo(304);
            assertThat(second.body()).isEmpty();
        }
    }

    @Test
    void aFileOfAnotherBuildOrFromElsewhereIsNotThere() {
        for (String path :
                List.of("/assets/000000000000/dashboard.js", "/assets/x/..%2fdashboard.html", "/assets/x/y.js")) {
            assertThat(world.get(path).status()).as(path).isEqualTo(404);
        }
    }
}
