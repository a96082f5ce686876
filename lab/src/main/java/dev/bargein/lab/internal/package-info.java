@NullMarked
package dev.bargein.lab.internal;

import org.jspecify.annotations.NullMarked;
