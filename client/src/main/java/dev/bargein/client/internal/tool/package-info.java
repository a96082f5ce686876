/** How function calls of the model are read and run. */
@NullMarked
package dev.bargein.client.internal.tool;

import org.jspecify.annotations.NullMarked;
