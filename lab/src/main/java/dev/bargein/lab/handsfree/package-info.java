/**
 * Hands-free conversations: what becomes of the voice when the user coughs, hums or speaks into it at an open microphone.
 *
 * <p>A {@link dev.bargein.lab.handsfree.HandsFreeRun} lives through seeded conversations in virtual time, with the sounds
 * of people and the client's own state machine, and a {@link dev.bargein.lab.handsfree.HandsFreeResult} counts.
 */
@NullMarked
package dev.bargein.lab.handsfree;

import org.jspecify.annotations.NullMarked;
