package dev.tablekeeper.worker.restore;

import java.nio.ByteBuffer;
import java.util.Base64;

/** A CRC32C as manifests and Cloud Storage write it: its four bytes, the highest first, in base64. */
public final class Crc32cText {
    private Crc32cText() {}

    public static String of(int crc32c) {
        return Base64.getEncoder()
                .encodeToString(
                        ByteBuffer.allocate(Integer.BYTES).putInt(crc32c).array());
    }
}
