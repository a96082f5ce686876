package dev.bargein.protocol;

/** The names that are spoken on a connection. */
public enum Dialect {
    /** The current interface. */
    GA,
    /** The names until 2025, which several servers and clients still speak. */
    BETA
}
