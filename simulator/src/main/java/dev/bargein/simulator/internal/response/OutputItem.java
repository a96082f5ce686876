package dev.bargein.simulator.internal.response;

/** An output item of a response, a message or a function call, which sends its events. Not thread-safe. */
interface OutputItem {

    /** Tells the client about the item; the conversation is joined in between. */
    void begin(ResponseHost host);

    /** The length of the next delta of text; 0 when there is none left. */
    int nextCharacters();

    /** The length of all deltas of text so far. */
    int sentCharacters();

    /** Sends the next delta of text. */
    void sendNext();

    /** No more text or sound will come; what is still to be said about the item is said by {@link #finish}. */
    void seal();

    /** Closes the item, whole or not. */
    void finish(String status);
}
