@NullMarked
package dev.bargein.junit;

import org.jspecify.annotations.NullMarked;
