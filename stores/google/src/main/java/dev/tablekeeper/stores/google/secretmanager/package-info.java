/** Secrets in Secret Manager, kept for a while, so that a request costs no call and an outage no access. */
package dev.tablekeeper.stores.google.secretmanager;
