/** Tests of the parts of a session. */
@NullMarked
package dev.bargein.client.internal;

import org.jspecify.annotations.NullMarked;
