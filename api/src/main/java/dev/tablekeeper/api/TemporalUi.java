package dev.tablekeeper.api;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The Temporal UI that a job's links lead to.
 *
 * @param base its address, as a browser knows it
 */
public record TemporalUi(URI base, String namespace) {

    /** Where a workflow is shown. */
    public String workflow(String id) {
        String root = base.toString();
        return (root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + "/namespaces/" + encoded(namespace)
                + "/workflows/" + encoded(id);
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
