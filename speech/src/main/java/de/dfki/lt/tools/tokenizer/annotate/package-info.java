/** Texts whose stretches carry values. */
@NullMarked
package de.dfki.lt.tools.tokenizer.annotate;

import org.jspecify.annotations.NullMarked;
