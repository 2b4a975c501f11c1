package dev.tablekeeper.stores;

import java.net.URI;
import java.util.Map;

/**
 * Where whoever has it can upload one object by one PUT, without credentials, as long as it is not there.
 *
 * @param headers that the PUT has to have, exactly so: they are part of what was signed
 */
public record UploadAddress(URI url, Map<String, String> headers) {
    public UploadAddress {
        headers = Map.copyOf(headers);
    }

    /** Without the address, which opens a door. */
    @Override
    public String toString() {
        return "UploadAddress" + headers.keySet();
    }
}
