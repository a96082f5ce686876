/** The machinery of the devices; not for use outside this module. */
@NullMarked
package dev.bargein.desktop.internal;

import org.jspecify.annotations.NullMarked;
