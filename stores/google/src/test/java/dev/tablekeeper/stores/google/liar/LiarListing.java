package dev.tablekeeper.stores.google.liar;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.NavigableMap;

/** Lists in the order of names, page by page; a page may have fewer than asked for and not be the last. */
record LiarListing(NavigableMap<String, LiarObject> objects) {
    /** Small, so that tests turn pages. */
    private static final int MOST_IN_A_PAGE = 7;

    Response answer(Request request) {
        String prefix = request.parameter("prefix").orElse("");
        String start = request.parameter("startOffset").orElse("");
        int most = request.parameter("maxResults").map(Integer::parseInt).orElse(MOST_IN_A_PAGE);
        String after = request.parameter("pageToken")
                .map(token -> CloudStorageLiar.text(Base64.getUrlDecoder().decode(token)))
                .orElse("");
        ArrayNode items = CloudStorageLiar.array();
        ObjectNode answer = CloudStorageLiar.JSON.createObjectNode().put("kind", "storage#objects");
        String last = after;
        Iterator<LiarObject> rest = (after.isEmpty() ? objects.tailMap(start, true) : objects.tailMap(after, false))
                .values()
                .iterator();
        while (rest.hasNext()) {
            LiarObject object = rest.next();
            if (object.name().startsWith(prefix)) {
                if (items.size() == Math.min(most, MOST_IN_A_PAGE)) {
                    byte[] token = last.getBytes(StandardCharsets.UTF_8);
                    answer.put("nextPageToken", Base64.getUrlEncoder().encodeToString(token));
                    break;
                }
                items.add(object.resource());
                last = object.name();
            }
        }
        answer.set("items", items);
        return Response.json(200, answer.toString());
    }
}
