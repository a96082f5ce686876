/** The few types of a tokeniser that MaryTTS's English needs at run time, written anew. */
@NullMarked
package de.dfki.lt.tools.tokenizer;

import org.jspecify.annotations.NullMarked;
