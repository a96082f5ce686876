/** Tests of the session as a user has it, against the real simulator over both transports. */
@NullMarked
package dev.bargein.client;

import org.jspecify.annotations.NullMarked;
