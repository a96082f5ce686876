/** Conversations with an open microphone in virtual time: sounds, service, client, ear. */
@NullMarked
package dev.bargein.lab.internal.handsfree;

import org.jspecify.annotations.NullMarked;
