package dev.tablekeeper.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The product's jar, laid out for being started many hundred times: DuckDB's native library lies beside it, since a
 * process unpacks its 70 MB from the jar at each start otherwise, and one that is killed right then leaves them.
 *
 * @param jar the product without native libraries
 * @param natives the folder of the one that this machine needs
 */
public record Installation(Path jar, Path natives) {
    private static final String NATIVE = "libduckdb_java.so_";

    /** Lays it out in a folder. */
    public static Installation of(Path product, Path folder) {
        Installation installation = new Installation(folder.resolve("tablekeeper.jar"), folder.resolve("natives"));
        try (ZipFile from = new ZipFile(product.toFile());
                OutputStream file = Files.newOutputStream(installation.jar());
                ZipOutputStream to = new ZipOutputStream(file)) {
            Files.createDirectories(installation.natives());
            to.setLevel(1);
            for (ZipEntry entry : from.stream().toList()) {
                try (InputStream in = from.getInputStream(entry)) {
                    if (entry.getName().startsWith(NATIVE)) {
                        if (entry.getName().equals(NATIVE + platform())) {
                            Files.copy(in, installation.natives().resolve(System.mapLibraryName("duckdb_java")));
                        }
                    } else {
                        to.putNextEntry(new ZipEntry(entry.getName()));
                        in.transferTo(to);
                        to.closeEntry();
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return installation;
    }

    private static String platform() {
        String architecture = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return "linux_" + (architecture.equals("aarch64") ? "arm64" : architecture);
    }
}
