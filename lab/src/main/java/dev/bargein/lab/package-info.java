@NullMarked
package dev.bargein.lab;

import org.jspecify.annotations.NullMarked;
