/** The clock of {@code serve}, which does what Cloud Scheduler does elsewhere: a backup a day, a drill a week. */
package dev.tablekeeper.standalone.clock;
