/** Whether what a store needs is there and permitted, tried one thing after the other. */
package dev.tablekeeper.stores.probe;
