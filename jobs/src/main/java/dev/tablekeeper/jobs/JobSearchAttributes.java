package dev.tablekeeper.jobs;

import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import java.util.List;

/** What operators find the workflows of jobs by in Temporal's UI, on servers that have been told of it. */
public final class JobSearchAttributes {
    public static final SearchAttributeKey<String> JOB = SearchAttributeKey.forKeyword("TablekeeperJob");
    public static final SearchAttributeKey<List<String>> TABLES =
            SearchAttributeKey.forKeywordList("TablekeeperTables");
    public static final SearchAttributeKey<String> STARTED_BY = SearchAttributeKey.forKeyword("TablekeeperStartedBy");

    public static final List<SearchAttributeKey<?>> ALL = List.of(JOB, TABLES, STARTED_BY);

    private JobSearchAttributes() {}

    static SearchAttributes of(AcceptedJob job) {
        return SearchAttributes.newBuilder()
                .set(JOB, job.id())
                .set(TABLES, job.tables())
                .set(STARTED_BY, job.startedBy())
                .build();
    }
}
