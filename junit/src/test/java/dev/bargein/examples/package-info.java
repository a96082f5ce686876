@NullMarked
package dev.bargein.examples;

import org.jspecify.annotations.NullMarked;
