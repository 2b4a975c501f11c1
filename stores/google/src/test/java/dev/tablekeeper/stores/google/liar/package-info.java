/**
 * The liar: servers in this JVM, on real sockets, that speak those parts of Google's protocols that the adapters use, and
 * lie the way networks do. They are written from Google's documentation and from what its clients send; so tests on them
 * prove our logic, never Google's. {@link dev.tablekeeper.stores.google.liar.LiarServer} carries a
 * {@link dev.tablekeeper.stores.google.liar.Handler} (the effects) and
 * {@link dev.tablekeeper.stores.google.liar.Faults} (the lies).
 */
package dev.tablekeeper.stores.google.liar;
