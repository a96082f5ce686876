/** The core as an ES module: what a page calls, and how inputs and commands look as JSON. */
@NullMarked
package dev.bargein.browser;

import org.jspecify.annotations.NullMarked;
