/** The API's description of itself, made of openapi.yaml and of what the code and the tables know. */
package dev.tablekeeper.api.openapi;
