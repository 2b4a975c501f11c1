package dev.tablekeeper.standalone.cli.client;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Where a load's CSV comes from. */
public sealed interface LoadSource {

    /** Something that the server reads itself: a {@code gs://} URI or a path under its objects. */
    record Remote(String uri) implements LoadSource {}

    /**
     * Bytes that are sent along.
     *
     * @param length in bytes, where it is known
     * @param repeatable whether {@code bytes} can be opened more than once
     */
    record Upload(String name, OptionalLong length, boolean gzip, boolean repeatable, Opener bytes)
            implements LoadSource {}

    /** Opens the bytes from their beginning. */
    interface Opener {
        InputStream open() throws IOException;
    }

    /** Standard input. */
    String STDIN = "-";

    /** The prefix of what lies in the server's incoming place. */
    String INCOMING = "incoming/";

    /** A scheme has two letters or more, so that it is no drive of Windows. */
    Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);

    /** What comes at the beginning of each gzip file. */
    int GZIP_MAGIC = 0x1f8b;

    /**
     * What a person means by this text: standard input, a file if there is one, else something on the server's side.
     *
     * @return empty where it is none of these
     * @throws UncheckedIOException where the file cannot be read
     */
    static Optional<LoadSource> of(String text, InputStream stdin) {
        if (text.equals(STDIN)) {
            BufferedInputStream in = new BufferedInputStream(stdin);
            return Optional.of(new Upload("standard input", OptionalLong.empty(), startsAsGzip(in), false, () -> in));
        }
        if (!SCHEME.matcher(text).matches() || Files.exists(Path.of(text))) {
            Path file = Path.of(text);
            if (Files.exists(file)) {
                return Optional.of(ofFile(file));
            }
        }
        boolean remote = SCHEME.matcher(text).matches() || text.startsWith(INCOMING);
        return Optional.of(text).filter(t -> remote).map(Remote::new);
    }

    private static Upload ofFile(Path file) {
        String name = file.toString();
        // A pipe (as of process substitution) has no length, and peeking would take bytes out of it.
        if (!Files.isRegularFile(file)) {
            return new Upload(
                    name, OptionalLong.empty(), name.endsWith(".gz"), false, () -> Files.newInputStream(file));
        }
        try (BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            boolean gzip = name.endsWith(".gz") || startsAsGzip(in);
            OptionalLong length = OptionalLong.of(Files.size(file));
            return new Upload(name, length, gzip, true, () -> Files.newInputStream(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean startsAsGzip(BufferedInputStream in) {
        try {
            in.mark(2);
            int first = in.read();
            int second = in.read();
            in.reset();
            return first << 8 == (GZIP_MAGIC & 0xff00) && second == (GZIP_MAGIC & 0xff);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
