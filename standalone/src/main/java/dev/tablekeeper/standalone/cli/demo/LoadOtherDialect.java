package dev.tablekeeper.standalone.cli.demo;

/** The same table from a file of another make: header, semicolons, byte order mark. */
final class LoadOtherDialect implements Act {
    @Override
    public String title() {
        return "Another dialect: a header, semicolons, a byte order mark; nothing has to be said about it";
    }

    @Override
    public void play(Stage stage) {
        long before = stage.rowsIn(Sample.OTHER_DIALECT.table());
        stage.load(Sample.OTHER_DIALECT);
        stage.expect(
                "rows in hired_employees",
                before + Sample.OTHER_DIALECT.loaded(),
                stage.rowsIn(Sample.OTHER_DIALECT.table()));
    }
}
