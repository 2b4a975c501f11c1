/** Google Cloud's stores: Cloud Storage, Secret Manager, BigQuery. They know the model and the ports, nothing else. */
package dev.tablekeeper.stores.google;
