package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who changes rows of which table: of two transactions that do so in one table at the same time, the second is cancelled; a
 * statement outside of a transaction waits instead. Appending never meets anybody. A transaction's view of the rows, and
 * its number, are taken under one monitor, as are its end and the release of its tables, so that "at the same time" is
 * exactly what DuckDB's snapshots make of it.
 */
final class Mutations {
    private final Map<TableRef, Holder> held = new HashMap<>();
    private final Map<TableRef, Long> changed = new HashMap<>();
    private final History history;
    private long ends;

    Mutations(History history) {
        this.history = history;
    }

    /** One transaction. */
    static final class Holder {
        private final long begin;
        private final Set<TableRef> tables = new HashSet<>();
        private final Map<TableRef, ArrayNode> touched = new HashMap<>();

        private Holder(long begin) {
            this.begin = begin;
        }
    }

    synchronized Holder begin(Session session) throws SQLException {
        session.execute("BEGIN TRANSACTION");
        session.execute("SELECT count(*) FROM main.snapshot");
        return new Holder(ends);
    }

    /** Begins a statement's own transaction as soon as nobody else changes rows of the table. */
    synchronized Holder beginAlone(Session session, TableRef table) throws SQLException {
        while (held.containsKey(table)) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException("the liar is closed", e);
            }
        }
        Holder holder = begin(session);
        held.put(table, holder);
        holder.tables.add(table);
        return holder;
    }

    /** @return false where somebody else changes, or has changed, rows of the table since the transaction began */
    synchronized boolean take(Holder holder, TableRef table) {
        if (holder.tables.contains(table)) {
            return true;
        }
        if (held.containsKey(table) || changed.getOrDefault(table, 0L) > holder.begin) {
            return false;
        }
        held.put(table, holder);
        holder.tables.add(table);
        return true;
    }

    /** Notes that the transaction changes rows of a table, be it that it adds some. */
    synchronized void touch(Holder holder, TableRef table, ArrayNode fields) {
        holder.touched.put(table, fields);
    }

    synchronized void commit(Holder holder, Session session) throws SQLException {
        session.execute("COMMIT");
        ends++;
        holder.tables.forEach(table -> changed.put(table, ends));
        history.changed(holder.touched);
        release(holder);
    }

    /** Adds rows that are in the table's buffer at first. */
    synchronized void stream(TableRef table, String values, Tables tables, Database database) {
        History.Version before = history.latest(table);
        try (Session session = database.session()) {
            Holder holder = begin(session);
            session.execute("INSERT INTO " + table.sql() + " VALUES " + values);
            touch(holder, table, Tables.fields(tables.get(table)));
            history.buffer(table, before);
            commit(holder, session);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    synchronized void rollback(Holder holder, Session session) throws SQLException {
        try {
            session.rollback();
        } catch (SQLException e) {
            // DuckDB has ended a transaction itself whose commit failed.
            if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
                throw e;
            }
        } finally {
            release(holder);
        }
    }

    private void release(Holder holder) {
        held.values().removeIf(holder::equals);
        holder.tables.clear();
        notifyAll();
    }
}
