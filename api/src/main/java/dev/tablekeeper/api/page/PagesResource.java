package dev.tablekeeper.api.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.api.Refusal;
import dev.tablekeeper.model.json.Json;
import io.javalin.http.Context;
import io.javalin.http.Header;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The pages, what they are made of, and the API's description. They hold no data and need no key. */
public final class PagesResource {
    /** Nothing from elsewhere, nothing written into the page itself; pictures in styles are data. */
    private static final String POLICY = String.join(
            "; ",
            List.of(
                    "default-src 'none'",
                    "script-src 'self'",
                    "style-src 'self'",
                    "img-src 'self' data:",
                    "connect-src 'self'",
                    "form-action 'none'",
                    "base-uri 'none'",
                    "frame-ancestors 'none'"));

    private final Assets assets = new Assets();
    private final Asset dashboard = assets.page("dashboard.html");
    private final Asset docs = assets.page("docs.html");
    private final Supplier<ObjectNode> describe;
    private Optional<Asset> description = Optional.empty();

    /** @param describe makes the OpenAPI document; asked once, when it is first wanted */
    public PagesResource(Supplier<ObjectNode> describe) {
        this.describe = describe;
    }

    /** {@code GET /openapi.json}. */
    public void openapi(Context ctx) {
        answer(ctx, description());
    }

    /** {@code GET /docs}. */
    public void docs(Context ctx) {
        page(ctx, docs);
    }

    /** {@code GET /dashboard}. */
    public void dashboard(Context ctx) {
        page(ctx, dashboard);
    }

    /** {@code GET /assets/{build}/{file}}. */
    public void asset(Context ctx) {
        Asset asset = assets.find(ctx.pathParam("build"), ctx.pathParam("file"))
                .orElseThrow(() -> Refusal.notFound("There is no such file; load the page again."));
        ctx.header(Header.CACHE_CONTROL, "public, max-age=31536000, immutable");
        ctx.contentType(asset.type()).result(asset.open());
    }

    private synchronized Asset description() {
        Asset made = description.orElseGet(
                () -> new Asset("openapi.json", Json.write(describe.get()).getBytes(StandardCharsets.UTF_8)));
        description = Optional.of(made);
        return made;
    }

    private static void page(Context ctx, Asset page) {
        ctx.header("Content-Security-Policy", POLICY);
        ctx.header("Cross-Origin-Opener-Policy", "same-origin");
        ctx.header("Referrer-Policy", "no-referrer");
        answer(ctx, page);
    }

    /** The content, unless the client has it already. */
    private static void answer(Context ctx, Asset asset) {
        ctx.header(Header.CACHE_CONTROL, "no-cache");
        ctx.header(Header.ETAG, asset.tag());
        String known = ctx.header(Header.IF_NONE_MATCH);
        if (known != null && List.of(known.split("\\s*,\\s*")).contains(asset.tag())) {
            ctx.status(304);
        } else {
            ctx.contentType(asset.type()).result(asset.open());
        }
    }
}
