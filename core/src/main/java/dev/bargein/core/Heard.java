package dev.bargein.core;

/**
 * How much of an assistant item the user heard.
 *
 * <p>Thread law: immutable.
 *
 * @param itemId the item
 * @param contentIndex the index of the part in the item
 * @param heard what was heard of its sound
 * @param textEstimate the words that were probably heard; an estimate, since the protocol aligns no text with audio
 */
public record Heard(String itemId, int contentIndex, MediaTime heard, String textEstimate) {}
