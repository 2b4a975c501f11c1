package dev.tablekeeper.standalone.temporal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The ports of one temporal program, kept from other Tablekeepers of the same account for as long as ours runs, also while
 * its program is being started (again) and does not listen. A port that is free for a moment must not be taken by another
 * one's Temporal: our workers would go on with the jobs of the other.
 */
final class PortClaims implements AutoCloseable {
    /** Where the program is told to listen, whatever this JVM prefers. */
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    /** One byte of it for each port. Opened once, since closing it would give back all that this process holds. */
    private static FileChannel file;

    private final List<FileLock> held = new ArrayList<>();

    /** The usual ports where they are free, others where not. */
    Ports choose() throws IOException {
        int frontend = claim(Ports.USUAL.frontend()) ? Ports.USUAL.frontend() : another();
        int ui = claim(Ports.USUAL.ui()) ? Ports.USUAL.ui() : another();
        return new Ports(frontend, ui);
    }

    /** Ports that nobody is known to want. */
    Ports chooseOthers() throws IOException {
        return new Ports(another(), another());
    }

    /** Those of a program that runs already. */
    void keep(Ports ports) throws IOException {
        lock(ports.frontend());
        lock(ports.ui());
    }

    @Override
    public void close() throws IOException {
        for (FileLock lock : held) {
            lock.release();
        }
        held.clear();
    }

    private int another() throws IOException {
        while (true) {
            try (ServerSocket socket = bound(0)) {
                if (lock(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            }
        }
    }

    private boolean claim(int port) throws IOException {
        if (!lock(port)) {
            return false;
        }
        try (ServerSocket socket = bound(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private boolean lock(int port) throws IOException {
        try {
            FileLock lock = file().tryLock(port, 1, false);
            if (lock != null) {
                held.add(lock);
            }
            return lock != null;
        } catch (OverlappingFileLockException e) {
            // Another one of this process has it.
            return false;
        }
    }

    private static synchronized FileChannel file() throws IOException {
        if (file == null) {
            file = FileChannel.open(
                    Path.of(
                            System.getProperty("java.io.tmpdir"),
                            "tablekeeper-" + System.getProperty("user.name") + "-ports.lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
        }
        return file;
    }

    private static ServerSocket bound(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
