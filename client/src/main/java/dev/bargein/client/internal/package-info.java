/** The machinery of the client; not for use outside this module. */
@NullMarked
package dev.bargein.client.internal;

import org.jspecify.annotations.NullMarked;
