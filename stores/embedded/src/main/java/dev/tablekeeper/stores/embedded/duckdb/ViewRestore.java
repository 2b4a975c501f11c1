package dev.tablekeeper.stores.embedded.duckdb;

import static dev.tablekeeper.stores.embedded.duckdb.Identifiers.quoted;

import dev.tablekeeper.model.table.ViewDefinition;
import dev.tablekeeper.stores.StoreFailure;
import dev.tablekeeper.stores.snapshot.SnapshotView;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the views that a dataset lacks, as far as they can be made. */
record ViewRestore(Sessions sessions, String schema) {
    private static final Logger LOG = LoggerFactory.getLogger(ViewRestore.class);

    /** Again and again while that makes one more: a view may need another. */
    void run(List<SnapshotView> views) {
        List<SnapshotView> left = views;
        int before;
        do {
            before = left.size();
            List<SnapshotView> failed = new ArrayList<>();
            for (SnapshotView view : left) {
                try {
                    sessions.use("make the view " + view.name(), connection -> createMissing(connection, view));
                } catch (StoreFailure e) {
                    failed.add(view);
                }
            }
            left = failed;
        } while (!left.isEmpty() && left.size() < before);
        left.forEach(view -> LOG.warn("The view {} cannot be made in {}; it is left out", view.name(), schema));
    }

    private SnapshotView createMissing(Connection connection, SnapshotView view) throws SQLException {
        return Transaction.run(connection, () -> {
            Catalog catalog = new Catalog(connection);
            if (catalog.hasView(schema, view.name())
                    || catalog.table(schema, view.name()).isPresent()) {
                return view;
            }
            String query = new ViewDefinition(view.name(), "", view.sql(), List.of()).sqlFor(quoted(schema));
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE VIEW " + quoted(schema) + "." + quoted(view.name()) + " AS " + query);
            }
            if (schema.equals("main") && !query.equals(view.sql())) {
                StoredViews.remember(connection, view.name(), view.sql());
            }
            return view;
        });
    }
}
