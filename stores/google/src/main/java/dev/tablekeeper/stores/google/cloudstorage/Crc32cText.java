package dev.tablekeeper.stores.google.cloudstorage;

import com.google.api.client.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A CRC32C as Google writes it: base64 of four bytes, the highest first. */
final class Crc32cText {
    private static final String HASH = "crc32c=";

    private Crc32cText() {}

    static int parse(String text) {
        return ByteBuffer.wrap(Base64.getDecoder().decode(text)).getInt();
    }

    static String of(int checksum) {
        return Base64.getEncoder()
                .encodeToString(
                        ByteBuffer.allocate(Integer.BYTES).putInt(checksum).array());
    }

    /** That of the whole object, whatever part of it this answer has. */
    static Optional<Integer> of(HttpHeaders answer) {
        List<String> hashes = answer.getHeaderStringValues("x-goog-hash");
        return hashes.stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .map(String::strip)
                .filter(value -> value.startsWith(HASH))
                .map(value -> parse(value.substring(HASH.length())))
                .findFirst();
    }
}
