/** Tests of the devices. */
@NullMarked
package dev.bargein.desktop;

import org.jspecify.annotations.NullMarked;
