package dev.tablekeeper.stores.embedded.duckdb;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Another process that has a database open: says so in one line, and lets go when its input ends. */
final class DatabaseHolder {
    private DatabaseHolder() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        Connection connection = DriverManager.getConnection("jdbc:duckdb:" + arguments[0]);
        try (connection) {
            System.out.println("open");
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
