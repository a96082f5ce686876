package dev.bargein.core;

/**
 * The content part that a piece of audio belongs to.
 *
 * @param responseId the response
 * @param itemId the item; empty where only the response is known
 * @param contentIndex the index of the part in the item
 */
public record TrackId(String responseId, String itemId, int contentIndex) {}
