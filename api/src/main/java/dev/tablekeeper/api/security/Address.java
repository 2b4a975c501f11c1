package dev.tablekeeper.api.security;

import io.javalin.http.Context;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Who is at the other end of a connection, as far as limits go. */
final class Address {
    private static final int NETWORK_BYTES = 8;

    private Address() {}

    /** The client's address; of an IPv6 one the network, since whoever has one address there has them all. */
    static String of(Context ctx) {
        return network(ctx.ip());
    }

    static String network(String text) {
        String address = text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
        if (!address.contains(":")) {
            return address;
        }
        try {
            InetAddress parsed = InetAddress.getByName(address);
            return parsed instanceof Inet6Address
                    ? InetAddress.getByAddress(Arrays.copyOf(Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES), 16))
                                    .getHostAddress()
                            + "/64"
                    : parsed.getHostAddress();
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
