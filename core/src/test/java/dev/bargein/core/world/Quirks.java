package dev.bargein.core.world;

/**
 * In what a server differs from the one that OpenAI runs; each was seen in the field (protocol reference, section 7).
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
        int cancelMs) {

    static Quirks of(Dice dice, Profile profile) {
        boolean odd = profile != Profile.CLEAN;
        return new Quirks(
                !odd || dice.permille(Dice.QUIRK, 1, 750),
                !odd || dice.permille(Dice.QUIRK, 2, 750),
                !odd || dice.permille(Dice.QUIRK, 3, 750),
                !odd || dice.permille(Dice.QUIRK, 4, 750),
                odd && dice.permille(Dice.QUIRK, 5, 250),
                !odd || dice.permille(Dice.QUIRK, 6, 750),
                !odd || dice.permille(Dice.QUIRK, 7, 850),
                !odd || dice.permille(Dice.QUIRK, 8, 850),
                odd && dice.permille(Dice.QUIRK, 10, 150),
                dice.in(Dice.QUIRK, 9, 0, odd ? 600 : 300));
    }
}
