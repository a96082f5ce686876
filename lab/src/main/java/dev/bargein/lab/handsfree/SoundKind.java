package dev.bargein.lab.handsfree;

/** What the microphone hears while the assistant speaks. */
public enum SoundKind {
    /** A burst of noise of 100 to 350 ms. */
    COUGH("cough", "coughs"),
    /** Two hummed syllables of 250 to 500 ms: go on, I am listening. */
    MM_HMM("mm-hmm", "mm-hmm"),
    /** Others in the room, 16 to 24 dB softer than the user. */
    SIDE_TALK("side-talk", "side talk"),
    /** Clicks of keys. */
    KEYBOARD("keyboard", "keyboard"),
    /** A breath, 20 to 30 dB softer than speech. */
    BREATH("breath", "breaths"),
    /** A sentence of a second or more: the user wants to speak. */
    INTERRUPTION("interruption", "interruptions");

    private final String id;
    private final String title;

    SoundKind(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /** Its name in JSON. */
    public String id() {
        return id;
    }

    /** Its name for people, of several. */
    public String title() {
        return title;
    }
}
