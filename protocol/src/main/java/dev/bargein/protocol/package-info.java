@NullMarked
package dev.bargein.protocol;

import org.jspecify.annotations.NullMarked;
