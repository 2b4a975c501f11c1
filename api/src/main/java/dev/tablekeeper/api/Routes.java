package dev.tablekeeper.api;

import dev.tablekeeper.api.security.Access;
import dev.tablekeeper.api.security.Admission;
import dev.tablekeeper.api.security.BodyRoom;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The route table, with what each route asks of its callers. Every GET answers HEAD too, and every path OPTIONS. */
final class Routes {
    private final List<Route> routes = new ArrayList<>();

    /** One route; {@code feed} for one that does not end by itself. */
    private record Route(HandlerType method, String path, Access access, Handler handler, boolean feed) {}

    Routes get(String path, Access access, Handler handler) {
        routes.add(new Route(HandlerType.GET, path, access, handler, false));
        return this;
    }

    Routes feed(String path, Access access, Handler handler) {
        routes.add(new Route(HandlerType.GET, path, access, handler, true));
        return this;
    }

    Routes post(String path, Access access, Handler handler) {
        routes.add(new Route(HandlerType.POST, path, access, handler, false));
        return this;
    }

    Routes delete(String path, Access access, Handler handler) {
        routes.add(new Route(HandlerType.DELETE, path, access, handler, false));
        return this;
    }

    /** The table as text, a line for each method and path. */
    List<String> lines() {
        return routes.stream().map(r -> r.method().name() + " " + r.path()).toList();
    }

    /** What each route asks of its callers, in the order of {@link #lines()}. */
    List<Access> access() {
        return routes.stream().map(Route::access).toList();
    }

    /** What each route asks of its callers, by its line. */
    Map<String, Access> accessByLine() {
        Map<String, Access> access = new LinkedHashMap<>();
        routes.forEach(r -> access.put(r.method().name() + " " + r.path(), r.access()));
        return access;
    }

    void install(RoutesConfig config, Admission admission) {
        Map<String, List<String>> methods = new LinkedHashMap<>();
        for (Route route : routes) {
            Handler guarded = ctx -> {
                BodyRoom.Place room = admission.admit(ctx, route.access());
                try {
                    route.handler().handle(ctx);
                } finally {
                    room.close();
                }
            };
            config.addHttpHandler(route.method(), route.path(), guarded);
            List<String> allowed = methods.computeIfAbsent(route.path(), path -> new ArrayList<>());
            allowed.add(route.method().name());
            if (route.method().equals(HandlerType.GET) && !route.feed()) {
                config.head(route.path(), guarded);
                allowed.add(HandlerType.HEAD.name());
            }
        }
        methods.forEach((path, allowed) -> {
            allowed.add(HandlerType.OPTIONS.name());
            String allow = String.join(", ", allowed);
            config.options(path, ctx -> ctx.status(204).header("Allow", allow));
        });
    }
}
