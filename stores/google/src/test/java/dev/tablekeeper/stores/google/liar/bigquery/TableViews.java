package dev.tablekeeper.stores.google.liar.bigquery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.util.List;

/** Views, which are views in DuckDB too. */
final class TableViews {
    private TableViews() {}

    /** Makes the view, or makes it anew, and gives it the schema that its query has. */
    static void put(String project, Database database, TableRef ref, ObjectNode table) {
        if (table.get("view").path("useLegacySql").asBoolean(true)) {
            throw ApiFailure.notPlayed("views in legacy SQL");
        }
        List<SqlStatement> statements = new GoogleSql(project, QueryParameters.none())
                .script(table.get("view").get("query").asText());
        if (statements.size() != 1 || statements.get(0).kind() != SqlStatement.Kind.SELECT) {
            throw new ApiFailure("invalidQuery", "Only a single SELECT statement is allowed in views.");
        }
        try (Session session = database.session()) {
            session.execute("CREATE OR REPLACE VIEW " + ref.sql() + " AS "
                    + statements.get(0).sql());
            table.putObject("schema").set("fields", ResultRows.described(session, ref.sql()));
        } catch (SQLException e) {
            throw SqlFailures.of(e);
        }
    }
}
