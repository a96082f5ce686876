@NullMarked
package dev.bargein.junit.internal;

import org.jspecify.annotations.NullMarked;
