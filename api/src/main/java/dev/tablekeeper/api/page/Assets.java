package dev.tablekeeper.api.page;

import dev.tablekeeper.jobs.Hashes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.webjars.WebJarVersionLocator;

/** The scripts, styles and pictures of the pages, under one name that changes with any of them. */
final class Assets {
    static final List<String> OWN = List.of(
            "dashboard.css",
            "dashboard.js",
            "backups.js",
            "charts.js",
            "client.js",
            "elements.js",
            "jobs.js",
            "tables.js",
            "words.js",
            "docs.css",
            "docs.js",
            "icon.svg");

    private static final String PLACEHOLDER = "{{assets}}";
    private static final int BUILD_LENGTH = 12;

    private final Map<String, Asset> assets = new TreeMap<>();
    private final String build;

    Assets() {
        OWN.forEach(name -> add(Asset.read(name, name)));
        WebJarVersionLocator jars = new WebJarVersionLocator();
        fromJar(jars, "chart.js", "dist/chart.umd.min.js", "chart.umd.js");
        fromJar(jars, "swagger-ui", "swagger-ui-bundle.js", "swagger-ui.js");
        fromJar(jars, "swagger-ui", "swagger-ui.css", "swagger-ui.css");
        MessageDigest digest = Hashes.sha256();
        assets.values().forEach(asset -> asset.addTo(digest));
        build = HexFormat.of().formatHex(digest.digest()).substring(0, BUILD_LENGTH);
    }

    /** A file of this build; one that an older page asks for is not there any more. */
    Optional<Asset> find(String ofBuild, String name) {
        return ofBuild.equals(build) ? Optional.ofNullable(assets.get(name)) : Optional.empty();
    }

    /** A page that finds its files under this build's name. */
    Asset page(String name) {
        String text = Asset.read(name, name).text().replace(PLACEHOLDER, "assets/" + build);
        return new Asset(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void fromJar(WebJarVersionLocator jars, String jar, String file, String name) {
        String path = jars.fullPath(jar, file);
        if (path == null) {
            throw new IllegalStateException("the WebJar " + jar + " is not there");
        }
        add(Asset.read(name, "/" + path));
    }

    private void add(Asset asset) {
        assets.put(asset.name(), asset);
    }
}
