/** What a conversation keeps while it has no connection, and how it comes by another one. */
@NullMarked
package dev.bargein.core.internal.connection;

import org.jspecify.annotations.NullMarked;
