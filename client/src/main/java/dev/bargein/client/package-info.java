@NullMarked
package dev.bargein.client;

import org.jspecify.annotations.NullMarked;
