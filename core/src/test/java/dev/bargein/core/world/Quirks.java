package dev.bargein.core.world;

/**
 * In what a server differs from the one that OpenAI runs; each was seen in the field.
 *
 * @param started whether it announces the sound of a response on WebRTC
 * @param stopped whether it says that its buffer ran out
 * @param cleared whether it confirms a clear
 * @param truncates whether it truncates by itself after a clear
 * @param beta whether an item is announced as in the beta dialect, and once only
 * @param eventIds whether events have ids
 * @param sessionCreated whether a session is announced
 * @param sessionUpdated whether an update is confirmed
 * @param refills whether sound that is made while a response is being cancelled is still sent on WebRTC
 * @param cancelMs how long a cancelled response goes on
 * @param drains whether it says that its buffer ran out in the middle of a response too, and then announces the rest
 * @param namesConversations whether it says of which conversation a response is that begins
 * @param returnsMetadata whether a response carries the metadata of its request
 * @param oneAtATime whether a response outside the conversation is refused while another one is made
 * @param namesRefused whether the refusal of a response names the event that is refused
 * @param announcesLate whether an item is announced once more after its deletion
 */
record Quirks(
        boolean started,
        boolean stopped,
        boolean cleared,
        boolean truncates,
        boolean beta,
        boolean eventIds,
        boolean sessionCreated,
        boolean sessionUpdated,
        boolean refills,
        int cancelMs,
        boolean drains,
        boolean namesConversations,
        boolean returnsMetadata,
        boolean oneAtATime,
        boolean namesRefused,
        boolean announcesLate) {

    static Quirks of(SeededRandom random, Profile profile) {
        boolean odd = profile != Profile.CLEAN;
        boolean started = !odd || random.permille(SeededRandom.QUIRK, 1, 750);
        boolean stopped = !odd || random.permille(SeededRandom.QUIRK, 2, 750);
        return new Quirks(
                started,
                stopped,
                !odd || random.permille(SeededRandom.QUIRK, 3, 750),
                !odd || random.permille(SeededRandom.QUIRK, 4, 750),
                odd && random.permille(SeededRandom.QUIRK, 5, 250),
                !odd || random.permille(SeededRandom.QUIRK, 6, 750),
                !odd || random.permille(SeededRandom.QUIRK, 7, 850),
                !odd || random.permille(SeededRandom.QUIRK, 8, 850),
                odd && random.permille(SeededRandom.QUIRK, 10, 150),
                random.in(SeededRandom.QUIRK, 9, 0, odd ? 600 : 300),
                started && stopped && random.permille(SeededRandom.QUIRK, 11, 700),
                !odd || random.permille(SeededRandom.QUIRK, 12, 600),
                !odd || random.permille(SeededRandom.QUIRK, 13, 700),
                random.permille(SeededRandom.QUIRK, 14, odd ? 500 : 250),
                random.permille(SeededRandom.QUIRK, 15, 700),
                odd && random.permille(SeededRandom.QUIRK, 16, 400));
    }
}
