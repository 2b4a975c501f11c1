package dev.tablekeeper.api;

import dev.tablekeeper.model.workflow.Failure;
import dev.tablekeeper.model.workflow.FailureType;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server listens.
 *
 * @param host a name or an address; an IPv6 address without its brackets
 * @param port 0 for any that is free
 */
record ListenAddress(String host, int port) {
    private static final Pattern TEXT = Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^\\[\\]:/\\s]+)):(\\d{1,5})");
    private static final int LAST_PORT = 65_535;

    /**
     * Reads {@code 127.0.0.1:8080} or {@code [::1]:8080}.
     *
     * @param setting what it was set with, for the message
     * @throws Failure INVALID_REQUEST for anything else
     */
    static ListenAddress of(String setting, String text) {
        Matcher matcher = TEXT.matcher(text);
        if (matcher.matches() && Integer.parseInt(matcher.group(3)) <= LAST_PORT) {
            String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
            return new ListenAddress(host, Integer.parseInt(matcher.group(3)));
        }
        throw new Failure(
                FailureType.INVALID_REQUEST,
                setting + "='" + text
                        + "' is no address to listen at; it is a host and a port, such as 127.0.0.1:8080 or"
                        + " [::1]:8080 (port 0 takes one that is free).");
    }

    /** Whether only programs on this machine can reach it. */
    boolean loopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Whether only one of two servers could have its port; which addresses a name stands for is not asked. */
    boolean collidesWith(ListenAddress other) {
        return port != 0 && port == other.port && (host.equals(other.host) || everyAddress() || other.everyAddress());
    }

    private boolean everyAddress() {
        try {
            return InetAddress.getByName(host).isAnyLocalAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Whether a server of this machine can have the address, were its port free. */
    boolean ofThisMachine() {
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (UnknownHostException | SocketException e) {
            return false;
        }
    }

    URI uri(int realPort) {
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + realPort);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
