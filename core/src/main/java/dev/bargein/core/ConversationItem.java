package dev.bargein.core;

/**
 * An item of the conversation as this side knows it.
 *
 * @param id the id
 * @param role {@code user}, {@code assistant}, {@code system}; empty when unknown
 * @param responseId the response that made it; empty for others
 * @param text its text or transcript so far; of an interrupted item all that was generated, not what was heard
 * @param interrupted whether the user cut it short
 * @param heard how much of its sound was played out; zero for what is not sound
 * @param phase {@code commentary} of what a model that reasons says on its way, {@code final_answer} of its answer, or
 *     another word of the server's; empty when it gives none
 */
public record ConversationItem(
        String id, String role, String responseId, String text, boolean interrupted, MediaTime heard, String phase) {}
