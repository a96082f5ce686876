@NullMarked
package dev.bargein.simulator;

import org.jspecify.annotations.NullMarked;
