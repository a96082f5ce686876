@NullMarked
package dev.bargein.cli;

import org.jspecify.annotations.NullMarked;
