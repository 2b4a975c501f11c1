package dev.tablekeeper.standalone.cli.demo;

/** One part of the demonstration: does something as a client would, says what happened, and checks it. */
interface Act {
    String title();

    void play(Stage stage);
}
