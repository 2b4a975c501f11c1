package dev.tablekeeper.stores.google.liar.bigquery;

import java.util.Optional;

/** Where the parameters of a request for rows stand: in its query, or in its body. */
@FunctionalInterface
interface ResultRequest {
    Optional<String> text(String parameter);
}
