/** What a table is: definitions read from {@code tables/*.yaml}, views from {@code views/*.sql}. Knows nothing but the JDK and YAML. */
package dev.tablekeeper.model.table;
