/** The watched folder: what lies in the incoming place of {@code serve} is loaded, once, and set aside. */
package dev.tablekeeper.standalone.incoming;
