package dev.tablekeeper.stores.google.bigquery;

import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.model.table.TableDefinition;
import dev.tablekeeper.stores.Operation;
import dev.tablekeeper.stores.Rows;
import dev.tablekeeper.stores.TableWrite;
import dev.tablekeeper.stores.WriteResult.TableResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Small writes to the same tables that one job does, written down before that job is submitted and never changed. One without
 * members is a group that will never be.
 *
 * @param shape what the tables' columns were when it was sealed
 */
record SealedGroup(String id, String shape, List<Member> members) {

    SealedGroup {
        members = List.copyOf(members);
    }

    /** One of the writes. */
    record Member(String operation, String parameters, List<Part> parts) {
        Member {
            parts = List.copyOf(parts);
        }

        static Member of(Operation operation, List<TableWrite> writes) {
            return new Member(
                    operation.id(),
                    operation.parameters(),
                    writes.stream().map(Part::of).toList());
        }
    }

    /** Its rows for one table. */
    record Part(String table, List<String> objects, long rows) {
        Part {
            objects = List.copyOf(objects);
        }

        static Part of(TableWrite write) {
            Rows.Staged staged = (Rows.Staged) write.rows();
            return new Part(write.table().name(), staged.objects(), staged.count());
        }
    }

    static SealedGroup none(String id) {
        return new SealedGroup(id, "", List.of());
    }

    static String shape(List<TableWrite> writes) {
        return JobNames.label(
                writes.stream().map(write -> write.table().columns()).toList().toString());
    }

    /** What the group as a whole is to the ledger. */
    Operation operation() {
        return new Operation("group-" + id, JobNames.label(Json.write(this)));
    }

    Optional<Member> member(Operation operation) {
        return members.stream()
                .filter(member -> member.operation().equals(operation.id()))
                .findFirst();
    }

    /** All rows for one table, in the members' order. */
    TableWrite write(TableDefinition table, int position) {
        List<String> objects = new ArrayList<>();
        long rows = 0;
        for (Member member : members) {
            objects.addAll(member.parts().get(position).objects());
            rows += member.parts().get(position).rows();
        }
        return new TableWrite(table, TableWrite.Mode.APPEND, new Rows.Staged(objects, rows));
    }

    /** How many rows of the members before it go into a table. */
    long rowsBefore(Member member, int position) {
        return members.stream()
                .takeWhile(other -> !other.equals(member))
                .mapToLong(other -> other.parts().get(position).rows())
                .sum();
    }

    /** What one member's write did, given what all did together. */
    List<TableResult> results(Member member, List<TableResult> together) {
        List<TableResult> results = new ArrayList<>();
        for (int i = 0; i < together.size(); i++) {
            long before = together.get(i).before() + rowsBefore(member, i);
            long rows = member.parts().get(i).rows();
            results.add(new TableResult(together.get(i).table(), rows, 0, before, before + rows));
        }
        return results;
    }
}
