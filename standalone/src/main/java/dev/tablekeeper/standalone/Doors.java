package dev.tablekeeper.standalone;

import dev.tablekeeper.stores.ObjectStore;
import dev.tablekeeper.stores.Warehouse;
import io.grpc.ClientInterceptor;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What is put around the doors to the outside: nothing, except by those who let a call go wrong on purpose.
 *
 * @param temporal put around every call to Temporal
 */
public record Doors(
        UnaryOperator<ObjectStore> objects, UnaryOperator<Warehouse> warehouse, List<ClientInterceptor> temporal) {
    /** The doors as they are. */
    public static final Doors PLAIN = new Doors(UnaryOperator.identity(), UnaryOperator.identity(), List.of());

    public Doors {
        temporal = List.copyOf(temporal);
    }
}
