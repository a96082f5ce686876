/** What words were heard, as far as text and sound tell together. */
@NullMarked
package dev.bargein.core.internal.heard;

import org.jspecify.annotations.NullMarked;
