/** How the codec reads and writes each event; not for others. */
@NullMarked
package dev.bargein.protocol.internal;

import org.jspecify.annotations.NullMarked;
