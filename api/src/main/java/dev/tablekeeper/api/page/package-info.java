/** Pages for people: the dashboard, and the API's description. All they are made of comes from the jar. */
package dev.tablekeeper.api.page;
