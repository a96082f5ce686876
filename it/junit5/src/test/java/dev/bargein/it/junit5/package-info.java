@NullMarked
package dev.bargein.it.junit5;

import org.jspecify.annotations.NullMarked;
