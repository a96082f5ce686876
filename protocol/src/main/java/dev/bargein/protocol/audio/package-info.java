/** Samples as the wire carries them: the telephone's code, and a queue of PCM. */
@NullMarked
package dev.bargein.protocol.audio;

import org.jspecify.annotations.NullMarked;
