package dev.tablekeeper.stores.google.bigquery;

import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether rows of one table can be put into another one.
 *
 * @param added columns that the other one lacks, and can be given
 * @param obstacles why they cannot, one sentence each
 */
record SchemaFit(List<Field> added, List<String> obstacles) {

    /**
     * @param table what the other one is called
     * @param rows the schema that the rows have
     */
    static SchemaFit of(String table, Schema rows, Schema there) {
        List<Field> added = new ArrayList<>();
        List<String> obstacles = new ArrayList<>();
        for (Field field : rows.getFields()) {
            Optional<Field> other = TableSchema.named(there, field.getName());
            String name = table + "." + field.getName();
            if (other.isPresent()) {
                compare(name, field, other.get(), obstacles);
            } else if (field.getMode() == Field.Mode.REQUIRED) {
                obstacles.add(name + " must have a value, and is not in the table");
            } else {
                added.add(field);
            }
        }
        for (Field other : there.getFields()) {
            if (other.getMode() == Field.Mode.REQUIRED
                    && TableSchema.named(rows, other.getName()).isEmpty()) {
                obstacles.add(table + "." + other.getName() + " must have a value, which the rows lack");
            }
        }
        return new SchemaFit(added, obstacles);
    }

    private static void compare(String name, Field rows, Field there, List<String> obstacles) {
        String wanted = TableSchema.whole(rows);
        String is = TableSchema.whole(there);
        if (!wanted.equals(is)) {
            obstacles.add(name + " is " + is + " in the table, and " + wanted + " in the rows");
        } else if (there.getMode() == Field.Mode.REQUIRED && rows.getMode() != Field.Mode.REQUIRED) {
            obstacles.add(name + " must have a value in the table, and the rows may lack it");
        }
    }
}
