package dev.tablekeeper.stores.upkeep;

import java.util.Locale;
import java.util.Objects;

/**
 * One thing in which a warehouse is not as the definitions say.
 *
 * @param name of what differs: a dataset, a table, a view, {@code table.column}
 * @param difference how it differs, as a sentence without its full stop
 * @param remedy what is done about it where the change is safe; else what the reader has to do
 */
public record Change(Kind kind, String name, String difference, String remedy) {

    /** What would have to be done. What is not safe could lose something, and is done by nobody but its owner. */
    public enum Kind {
        CREATE_DATASET(true),
        CREATE_TABLE(true),
        ADD_COLUMN(true),
        /** One that may not be NULL, in a table without rows. */
        ADD_REQUIRED_COLUMN(true),
        RELAX_COLUMN(true),
        DESCRIBE(true),
        LABEL(true),
        CREATE_VIEW(true),
        CHANGE_VIEW(true),
        /** A dataset is missing, and nobody said where its data is to be. */
        CHOOSE_LOCATION(false),
        /** A new column may not be NULL, which the rows that are there would be. */
        FILL_COLUMN(false),
        DROP_COLUMN(false),
        CHANGE_TYPE(false),
        CHANGE_MODE(false),
        CHANGE_PARTITIONING(false),
        CHANGE_CLUSTERING(false),
        /** A view has the name of a table, or the other way round. */
        FREE_NAME(false);

        private final boolean safe;

        Kind(boolean safe) {
            this.safe = safe;
        }

        public boolean safe() {
            return safe;
        }

        /** As it stands in JSON: {@code add-column}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Change {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(name);
        Objects.requireNonNull(difference);
        Objects.requireNonNull(remedy);
    }

    public boolean safe() {
        return kind.safe();
    }

    /** The same difference, met by another change. */
    public Change with(Kind other, String otherRemedy) {
        return new Change(other, name, difference, otherRemedy);
    }
}
