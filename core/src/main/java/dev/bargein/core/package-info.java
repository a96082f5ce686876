@NullMarked
package dev.bargein.core;

import org.jspecify.annotations.NullMarked;
