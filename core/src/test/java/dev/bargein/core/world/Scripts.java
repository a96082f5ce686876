package dev.bargein.core.world;

import dev.bargein.core.Strategy;
import dev.bargein.core.TransportTraits;
import dev.bargein.core.world.Case.Action;
import dev.bargein.core.world.Case.Anchor;
import dev.bargein.core.world.Case.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Users: what they do to a conversation, from a seed. */
final class Scripts {
    private final SplittableRandom random;
    private final List<Action> script = new ArrayList<>();

    private Scripts(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** The case of a seed: half of them on each transport, a third in each profile. */
    static Case ofSeed(long seed, Strategy strategy) {
        return new Case(seed, transport(seed), profile(seed), strategy, new Scripts(seed).any(), null);
    }

    static TransportTraits transport(long seed) {
        return (seed & 1) == 0 ? TransportTraits.WEBSOCKET : TransportTraits.WEBRTC;
    }

    static Profile profile(long seed) {
        return Profile.values()[(int) Math.floorMod(seed / 2, 3L)];
    }

    /** A case that both transports can be compared on: interruptions follow what is heard, never the clock. */
    static Case comparable(long seed) {
        return new Case(
                seed, TransportTraits.WEBSOCKET, Profile.CLEAN, Strategy.BARGEIN, new Scripts(seed).patient(), null);
    }

    /** A case in which the microphone is open, and the user coughs or speaks into answers. */
    static Case handsFree(long seed) {
        return new Case(seed, transport(seed), profile(seed), Strategy.BARGEIN, new Scripts(seed).speaking(), null);
    }

    private List<Action> speaking() {
        add(Anchor.PREV, random.nextInt(300), Call.LISTEN);
        int moves = random.nextInt(2, 5);
        for (int i = 0; i < moves; i++) {
            add(random.nextInt(4) == 0 ? Anchor.PREV : Anchor.QUIET, random.nextInt(200), Call.SAY);
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> {
                    add(Anchor.VOICE, moment(), Call.SPEAK);
                    hush();
                }
                case 3 -> {
                    add(Anchor.VOICE, moment(), Call.SPEAK);
                    hush();
                    add(Anchor.PREV, random.nextInt(900), Call.SPEAK);
                    hush();
                }
                case 4 -> {
                    add(Anchor.PREV, random.nextInt(900), Call.SPEAK);
                    hush();
                }
                case 5 -> {
                    add(Anchor.VOICE, moment(), Call.SPEAK);
                    add(Anchor.PREV, random.nextInt(800), random.nextBoolean() ? Call.STOP : Call.MUTE);
                    hush();
                    add(Anchor.PREV, random.nextInt(400), Call.LISTEN);
                }
                case 6 -> {
                    add(Anchor.VOICE, moment(), Call.SPEAK);
                    add(Anchor.PREV, random.nextInt(800), Call.SAY);
                    hush();
                }
                case 7 -> {
                    add(Anchor.VOICE, moment(), Call.SPEAK);
                    add(Anchor.PREV, random.nextInt(800), Call.DOWN);
                    hush();
                    add(Anchor.PREV, random.nextInt(800), Call.UP);
                    add(Anchor.PREV, random.nextInt(400), Call.LISTEN);
                }
                case 8 -> {
                    add(Anchor.PREV, random.nextInt(3) * random.nextInt(200), Call.UNINTERRUPTIBLE);
                    add(random.nextBoolean() ? Anchor.VOICE : Anchor.PREV, moment(), Call.SPEAK);
                    switch (random.nextInt(4)) {
                        case 0 -> interruptSomeTime();
                        case 1 -> add(Anchor.PREV, random.nextInt(800), Call.SAY);
                        default -> {}
                    }
                    hush();
                }
                default -> interruptSomeTime();
            }
        }
        return script;
    }

    /** A cough is short, a sentence is long; in between the client decides this way or that. */
    private void hush() {
        int ms = random.nextInt(3) == 0 ? random.nextInt(650, 2_500) : random.nextInt(40, 700);
        add(Anchor.PREV, ms, Call.HUSH);
    }

    private List<Action> any() {
        int moves = random.nextInt(2, 6);
        for (int i = 0; i < moves; i++) {
            move();
        }
        switch (random.nextInt(8)) {
            case 0 -> add(Anchor.PREV, random.nextInt(2_000), Call.CLOSE);
            case 1 -> add(Anchor.PREV, random.nextInt(2_000), Call.DOWN);
            default -> {}
        }
        if (random.nextInt(4) == 0) {
            move();
        }
        return script;
    }

    private void move() {
        if (random.nextInt(3) == 0) {
            oddMove();
            return;
        }
        switch (random.nextInt(14)) {
            case 0, 1 -> add(Anchor.QUIET, 0, Call.SAY);
            case 2, 3 -> {
                question();
                add(Anchor.VOICE, moment(), Call.STOP);
            }
            case 4 -> {
                question();
                add(Anchor.VOICE, moment(), Call.PRESS);
                add(Anchor.PREV, random.nextInt(150, 900), Call.RELEASE);
            }
            case 5 -> {
                question();
                add(Anchor.PREV, random.nextInt(600), Call.STOP);
                question();
            }
            case 6 -> {
                question();
                add(Anchor.VOICE, moment(), Call.STOP);
                add(Anchor.PREV, random.nextInt(3) * random.nextInt(80), Call.SAY);
            }
            case 7 -> {
                question();
                add(Anchor.VOICE, moment(), Call.STOP);
                add(Anchor.PREV, random.nextInt(30), Call.STOP);
                add(Anchor.PREV, random.nextInt(30), Call.STOP);
            }
            case 8 -> {
                add(Anchor.QUIET, random.nextInt(100), Call.STOP);
                add(Anchor.PREV, random.nextInt(100), Call.SAY);
            }
            case 9 -> {
                add(Anchor.PREV, random.nextInt(400), Call.PRESS);
                add(Anchor.PREV, random.nextInt(110), Call.RELEASE);
            }
            case 10 -> {
                add(Anchor.PREV, random.nextInt(400), Call.SAY);
                add(Anchor.PREV, random.nextInt(700), Call.SAY);
            }
            case 11 -> {
                add(Anchor.PREV, random.nextInt(400), Call.RESPOND);
                add(Anchor.PREV, random.nextInt(300), Call.RELEASE);
            }
            case 12 -> {
                add(Anchor.PREV, random.nextInt(400), Call.PRESS);
                add(Anchor.PREV, random.nextInt(200), random.nextBoolean() ? Call.PRESS : Call.STOP);
                add(Anchor.PREV, random.nextInt(400), random.nextBoolean() ? Call.RELEASE : Call.SAY);
            }
            default -> {
                add(Anchor.PREV, random.nextInt(3_000), Call.values()[random.nextInt(5)]);
                add(Anchor.PREV, random.nextInt(500), Call.values()[random.nextInt(5)]);
            }
        }
    }

    /** What happens beside a user who talks and stops. */
    private void oddMove() {
        switch (random.nextInt(12)) {
            case 0, 1 -> {
                question();
                add(Anchor.PREV, random.nextInt(600), Call.ASIDE);
                interruptSomeTime();
            }
            case 2 -> {
                add(Anchor.PREV, random.nextInt(400), Call.ASIDE);
                add(Anchor.PREV, random.nextInt(300), Call.ASIDE);
                add(Anchor.PREV, random.nextInt(300), Call.SAY);
                add(Anchor.PREV, random.nextInt(700), random.nextBoolean() ? Call.STOP : Call.SAY);
            }
            case 3 -> {
                add(Anchor.QUIET, 0, Call.ASIDE);
                add(Anchor.PREV, random.nextInt(900), random.nextBoolean() ? Call.STOP : Call.PRESS);
                add(Anchor.PREV, random.nextInt(300), Call.RELEASE);
            }
            case 4, 5 -> {
                question();
                add(Anchor.VOICE, moment(), Call.DELETE);
                interruptSomeTime();
                add(Anchor.PREV, random.nextInt(900), Call.DELETE);
            }
            case 6 -> {
                add(Anchor.PREV, random.nextInt(400), Call.OWN);
                add(Anchor.PREV, random.nextInt(150), Call.SAY);
                interruptSomeTime();
                add(Anchor.QUIET, 0, Call.SAY);
            }
            case 7 -> {
                add(Anchor.PREV, random.nextInt(400), Call.SAY);
                add(Anchor.PREV, random.nextInt(150), Call.OWN);
                interruptSomeTime();
                add(Anchor.QUIET, 0, Call.SAY);
            }
            case 8 -> {
                question();
                add(random.nextBoolean() ? Anchor.VOICE : Anchor.PREV, moment(), Call.DOWN);
                add(Anchor.PREV, random.nextInt(900), Call.UP);
                add(Anchor.PREV, random.nextInt(300), random.nextBoolean() ? Call.STOP : Call.SAY);
                question();
            }
            case 9 -> {
                add(Anchor.PREV, random.nextInt(400), Call.ASIDE);
                add(Anchor.PREV, random.nextInt(300), Call.SAY);
                add(Anchor.PREV, random.nextInt(900), Call.DOWN);
                add(Anchor.PREV, random.nextInt(900), Call.UP);
                add(Anchor.PREV, random.nextInt(300), Call.SAY);
            }
            case 10 -> {
                add(Anchor.PREV, random.nextInt(400), Call.PRESS);
                add(Anchor.PREV, random.nextInt(150, 600), Call.RELEASE);
                add(Anchor.PREV, random.nextInt(230, 330), Call.PRESS);
                add(Anchor.PREV, random.nextInt(150, 600), Call.RELEASE);
            }
            default -> {
                question();
                add(Anchor.VOICE, moment(), random.nextInt(3) == 0 ? Call.HANG : Call.ASIDE);
                add(Anchor.PREV, random.nextInt(600), Call.ASIDE);
                add(Anchor.PREV, random.nextInt(600), Call.SAY);
            }
        }
    }

    private void interruptSomeTime() {
        switch (random.nextInt(5)) {
            case 0 -> add(Anchor.PREV, random.nextInt(900), Call.STOP);
            case 1 -> add(Anchor.VOICE, moment(), Call.STOP);
            case 2 -> add(Anchor.VOICE, moment(), Call.SAY);
            case 3 -> {
                add(Anchor.PREV, random.nextInt(900), Call.PRESS);
                add(Anchor.PREV, random.nextInt(500), Call.RELEASE);
            }
            default -> {}
        }
    }

    private List<Action> patient() {
        int moves = random.nextInt(2, 5);
        for (int i = 0; i < moves; i++) {
            if (random.nextInt(3) == 0) {
                add(Anchor.QUIET, 0, Call.PRESS);
                add(Anchor.PREV, random.nextInt(300, 900), Call.RELEASE);
            } else {
                add(Anchor.QUIET, 0, Call.SAY);
            }
            if (random.nextInt(3) != 0) {
                add(Anchor.VOICE, random.nextInt(100, 2_000), Call.STOP);
            }
        }
        return script;
    }

    private void question() {
        if (random.nextInt(4) == 0) {
            add(Anchor.PREV, random.nextInt(400), Call.PRESS);
            add(Anchor.PREV, random.nextInt(120, 700), Call.RELEASE);
        } else {
            add(Anchor.PREV, random.nextInt(400), random.nextInt(8) == 0 ? Call.RESPOND : Call.SAY);
        }
    }

    private int moment() {
        return switch (random.nextInt(3)) {
            case 0 -> random.nextInt(60);
            case 1 -> random.nextInt(900);
            default -> random.nextInt(3_500);
        };
    }

    private void add(Anchor anchor, int delayMs, Call call) {
        script.add(new Action(anchor, delayMs, call));
    }
}
