package dev.tablekeeper.stores.embedded.duckdb;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A session that outlives a piece of work, and the statements that were prepared in it: DuckDB takes longer to prepare a
 * small statement than to run it. DuckDB prepares one anew by itself when what it names has changed. For one thread at a
 * time; whoever sees a failure closes it.
 */
final class KeptSession implements AutoCloseable {
    private static final int MOST = 256;

    private final Connection connection;
    private final Connection preparing;
    private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>(16, 0.75f, true);

    KeptSession(Connection connection) {
        this.connection = connection;
        preparing = proxy(Connection.class, this::onConnection);
    }

    /** The session; what it prepares from SQL alone is prepared once, and is not closed by its user. */
    Connection connection() {
        return preparing;
    }

    private Object onConnection(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("prepareStatement") && arguments.length == 1) {
            return prepared((String) arguments[0]);
        }
        return passed(connection, method, arguments);
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            forgetOne();
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        PreparedStatement kept = statement;
        return proxy(
                PreparedStatement.class,
                (proxy, method, arguments) ->
                        method.getName().equals("close") ? null : passed(kept, method, arguments));
    }

    private void forgetOne() throws SQLException {
        if (prepared.size() >= MOST) {
            String longestUnused = prepared.keySet().iterator().next();
            prepared.remove(longestUnused).close();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object passed(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Rolls back what was not committed. */
    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
        connection.close();
    }
}
