/** Who may ask for what. */
package dev.tablekeeper.api.security;
