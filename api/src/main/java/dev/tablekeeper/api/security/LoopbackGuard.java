package dev.tablekeeper.api.security;

import dev.tablekeeper.api.Refusal;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Keeps web pages of others away from a server that asks for no key because only this machine can reach it: a page whose
 * name was pointed here comes with a foreign {@code Host}, a page that sends requests across with a foreign
 * {@code Origin}.
 */
public final class LoopbackGuard implements Handler {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]|\\[0:0:0:0:0:0:0:1]");

    @Override
    public void handle(Context ctx) {
        String host = ctx.header("Host");
        if (host != null && !LOOPBACK.matcher(nameIn(host)).matches()) {
            throw Refusal.foreign("This server listens to its own machine only, under localhost or 127.0.0.1; the"
                    + " request's Host names another.");
        }
        String origin = ctx.header("Origin");
        if (origin != null && !sameOrigin(origin, host)) {
            throw Refusal.foreign("Requests by web pages of another origin are refused.");
        }
    }

    private static boolean sameOrigin(String origin, String host) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return host != null && authority != null && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String nameIn(String host) {
        int port = host.lastIndexOf(':');
        String name = port > host.lastIndexOf(']') ? host.substring(0, port) : host;
        return name.toLowerCase(Locale.ROOT);
    }
}
