@NullMarked
package dev.bargein.speech;

import org.jspecify.annotations.NullMarked;
