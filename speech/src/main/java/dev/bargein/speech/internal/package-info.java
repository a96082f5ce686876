@NullMarked
package dev.bargein.speech.internal;

import org.jspecify.annotations.NullMarked;
