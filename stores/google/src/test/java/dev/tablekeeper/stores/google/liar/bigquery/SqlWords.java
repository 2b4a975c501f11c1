package dev.tablekeeper.stores.google.liar.bigquery;

import java.util.Set;

/** Words of GoogleSQL that are no names. */
final class SqlWords {
    /** Reserved words that mean the same in DuckDB. */
    static final Set<String> SAME = words("""
            ALL AND AS ASC BETWEEN BY CASE CROSS CURRENT DESC DISTINCT ELSE END EXISTS FALSE FOLLOWING FROM FULL GROUP
            HAVING IN INNER INTERSECT INTO IS JOIN LEFT LIMIT NOT NULL NULLS ON OR ORDER OUTER OVER PARTITION PRECEDING
            QUALIFY RANGE RIGHT ROWS SELECT SET THEN TRUE UNBOUNDED UNION USING WHEN WHERE WITH
            """);
    /** Reserved words that are not played. */
    static final Set<String> OTHER = words("""
            ANY AT COLLATE CONTAINS CREATE CUBE DEFINE ENUM ESCAPE EXCLUDE FETCH FOR GROUPING GROUPS HASH IGNORE
            INTERVAL LATERAL LIKE LOOKUP NATURAL NEW NO OF PROTO RECURSIVE RESPECT ROLLUP SOME TABLESAMPLE TO TREAT
            WINDOW WITHIN
            """);
    /** Names that are words within a MERGE. */
    static final Set<String> MERGE = words("MATCHED SOURCE TARGET INSERT UPDATE DELETE VALUES");

    private SqlWords() {}

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }
}
