/** Loudspeakers and microphones of a desktop machine, and WAV files in their place. */
@NullMarked
package dev.bargein.desktop;

import org.jspecify.annotations.NullMarked;
