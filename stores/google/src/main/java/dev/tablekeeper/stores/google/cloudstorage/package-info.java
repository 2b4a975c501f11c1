/** Objects in Cloud Storage: conditions by generation, checksums both ways, and what a lost answer leaves open. */
package dev.tablekeeper.stores.google.cloudstorage;
