/** Sound as samples: formats, conversion, buffers of input and output, files. */
@NullMarked
package dev.bargein.simulator.internal.audio;

import org.jspecify.annotations.NullMarked;
