package dev.tablekeeper.worker.csv;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Recognises by its first bytes what is often uploaded in place of a CSV. */
final class Signature {
    private static final int[] PNG = {0x89, 'P', 'N', 'G'};
    private static final int[] JPEG = {0xff, 0xd8, 0xff};
    private static final int[] GZIP = {0x1f, 0x8b};
    private static final int[] ZSTANDARD = {0x28, 0xb5, 0x2f, 0xfd};
    private static final int[] OLE = {0xd0, 0xcf, 0x11, 0xe0};
    private static final int[] UTF_16_LE = {0xff, 0xfe};
    private static final int[] UTF_16_BE = {0xfe, 0xff};
    private static final int LOOK_AT = 1024;

    private Signature() {}

    /** What these first bytes seem to be and what to do about it; empty where they may be CSV in UTF-8. */
    static Optional<String> of(byte[] head) {
        if (starts(head, "Obj\1")) {
            return Optional.of("it seems to be an Avro file");
        } else if (starts(head, "PAR1") && binary(head)) {
            return Optional.of("it seems to be a Parquet file");
        } else if (starts(head, "ORC") && binary(head)) {
            return Optional.of("it seems to be an ORC file");
        } else if (starts(head, "PK\3\4")) {
            return Optional.of("it seems to be a zip archive or an Excel workbook (.xlsx); save the sheet as CSV, or"
                    + " compress with gzip");
        } else if (starts(head, OLE)) {
            return Optional.of("it seems to be an Excel workbook (.xls); save the sheet as CSV");
        } else if (starts(head, "%PDF-")) {
            return Optional.of("it seems to be a PDF document");
        } else if (starts(head, PNG)) {
            return Optional.of("it seems to be a PNG image");
        } else if (starts(head, JPEG)) {
            return Optional.of("it seems to be a JPEG image");
        } else if (starts(head, GZIP)) {
            return Optional.of("it seems to be compressed with gzip twice");
        } else if (starts(head, ZSTANDARD) || (starts(head, "BZh") && binary(head))) {
            return Optional.of("it seems to be compressed; gzip is the compression that is understood");
        } else if (starts(head, "SQLite format 3\0")) {
            return Optional.of("it seems to be an SQLite database");
        } else if (startsIgnoringCase(head, "<!doctype html") || startsIgnoringCase(head, "<html")) {
            return Optional.of("it seems to be a web page, perhaps an error message in place of the file");
        }
        return utf16OrBinary(head);
    }

    private static Optional<String> utf16OrBinary(byte[] head) {
        if (starts(head, UTF_16_LE) || starts(head, UTF_16_BE)) {
            return Optional.of("it seems to be UTF-16; convert it to UTF-8, or pass encoding=UTF-16");
        }
        int[] nulsAt = new int[2];
        for (int i = 0; i < head.length; i++) {
            if (head[i] == 0) {
                nulsAt[i & 1]++;
            }
        }
        int nuls = nulsAt[0] + nulsAt[1];
        // A stray one or two make the records they are in unfit, not the file.
        if (nuls * 1000L <= head.length) {
            return Optional.empty();
        }
        // In UTF-16 nearly each second byte of a table is zero, and always the same one of the two.
        if (nuls > head.length / 4 && Math.min(nulsAt[0], nulsAt[1]) <= nuls / 20) {
            String encoding = nulsAt[0] > nulsAt[1] ? "UTF-16BE" : "UTF-16LE";
            return Optional.of("it seems to be UTF-16 without a byte order mark; convert it to UTF-8, or pass encoding="
                    + encoding);
        }
        return Optional.of("it has NUL bytes, which no text has: it seems to be binary");
    }

    private static boolean binary(byte[] head) {
        for (int i = 0; i < Math.min(head.length, LOOK_AT); i++) {
            if (head[i] >= 0 && head[i] < ' ' && head[i] != '\t' && head[i] != '\r' && head[i] != '\n') {
                return true;
            }
        }
        return false;
    }

    private static boolean starts(byte[] head, String signature) {
        return starts(head, signature.chars().toArray());
    }

    private static boolean starts(byte[] head, int[] signature) {
        for (int i = 0; i < signature.length; i++) {
            if (i == head.length || (head[i] & 0xff) != signature[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsIgnoringCase(byte[] head, String signature) {
        return new String(head, 0, Math.min(head.length, signature.length()), StandardCharsets.ISO_8859_1)
                .equalsIgnoreCase(signature);
    }
}
