/** Speech synthesis ahead of time, detection of the user's speech, and transcription. */
@NullMarked
package dev.bargein.simulator.internal.speech;

import org.jspecify.annotations.NullMarked;
