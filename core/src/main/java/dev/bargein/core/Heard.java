package dev.bargein.core;

/**
 * How much of an assistant item the user heard.
 *
 * <p>It is exact where sound names its item, and where a response has one item. A live stream of several items does not
 * say where one ends and the next begins: there it is the best guess between two bounds, and {@link Notice.HeardRefined}
 * follows when the server has said how far it came.
 *
 * @param itemId the item
 * @param contentIndex the index of the part in the item
 * @param heard what was heard of its sound
 * @param textEstimate the words that were probably heard; an estimate, since the protocol aligns no text with audio
 * @param atLeast certainly so much was heard
 * @param atMost certainly no more was heard
 */
public record Heard(
        String itemId, int contentIndex, MediaTime heard, String textEstimate, MediaTime atLeast, MediaTime atMost) {

    /** One that is exact. */
    public Heard(String itemId, int contentIndex, MediaTime heard, String textEstimate) {
        this(itemId, contentIndex, heard, textEstimate, heard, heard);
    }

    /** Whether nothing about it is a guess. */
    public boolean isExact() {
        return atLeast.equals(atMost);
    }
}
