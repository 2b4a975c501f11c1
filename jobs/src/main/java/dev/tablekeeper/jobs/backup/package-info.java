/** Backups as they lie in their place: manifests, evidence, which are kept and which go, who is reading one. */
package dev.tablekeeper.jobs.backup;
