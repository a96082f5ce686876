package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** I8: whatever comes, and however much of it, what is kept stays small. */
class FloodTest {
    private static final int FLOOD = 10_000;

    /** Objects, elements of collections and characters that a conversation and its player may hold. */
    private static final long MOST = 2_000_000;

    @Test
    void responsesThatNeverEndAreForgotten() {
        flood((core, i) -> core.created("r" + i));
    }

    @Test
    void answersThatNobodyAskedForAreForgotten() {
        flood((core, i) -> core.created("r" + i).sound("r" + i, "i" + i, 10).done("r" + i));
    }

    @Test
    void itemsOfOneResponseAreBounded() {
        flood((core, i) -> core.part("r", "i" + i).words("r", "i" + i, "word "));
    }

    @Test
    void itemsOfNobodyAreBounded() {
        flood((core, i) -> core.added("i" + i, "user", "i" + (i - 1)));
    }

    @Test
    void itemsThatComeAndGoLeaveNothingBehind() {
        flood((core, i) -> core.added("i" + i, "user", "").deleted("i" + i));
        flood((core, i) -> core.created("r" + i)
                .words("r" + i, "i" + i, "word ")
                .done("r" + i)
                .deleted("i" + i)
                .added("i" + i, "assistant", ""));
    }

    @Test
    void questionsAsideAndReconnectsLeaveNothingBehind() {
        JsonObject aside = JsonObject.EMPTY.with("conversation", "none");
        flood((core, i) -> {
            core.give(new Input.SendEvent(new ClientEvent.ResponseCreate(null, aside)));
            core.created("r" + i, null, null).say().stop();
            if (i % 7 == 0) {
                core.give(new Input.TransportDown("gone"));
                core.give(new Input.TransportUp());
            }
        });
    }

    @Test
    void emptyFramesOfTheMicrophoneAreNotKept() {
        flood((core, i) -> core.give(new Input.MicrophoneFrame(AudioBytes.of(new byte[0]))));
        flood((core, i) -> core.give(new Input.MicrophoneFrame(AudioBytes.of(new byte[1]))));
    }

    @Test
    void endlessTextIsBounded() {
        String word = "x".repeat(1_000);
        flood((core, i) -> core.words("r", "i", word));
    }

    @Test
    void endlessSoundIsBounded() {
        CoreFixture core = CoreFixture.webSocket();
        for (int i = 0; i < 10_000; i++) {
            core.sound("r", "i", 1_000).forget();
        }
        assertThat(core.playout.report().tracks().get(0).queued()).isLessThanOrEqualTo(15L * 60 * 24_000);
    }

    @Test
    void requestsStopsAndItemsCutShortAreBounded() {
        flood((core, i) -> {
            core.created("r" + i)
                    .part("r" + i, "i" + i)
                    .sound("r" + i, "j" + i, 10)
                    .stop();
            core.give(new Input.Respond());
        });
    }

    @Test
    void endsTruncationsAndDeletionsOfWhatNobodyKnowsAreNotKept() {
        flood((core, i) -> {
            core.done("r" + i)
                    .stopped("q" + i)
                    .cleared("q" + i)
                    .truncated("i" + i, i)
                    .started("s" + i);
            core.event(new ServerEvent.ConversationItemDeleted("", "i" + i));
            core.event(new ServerEvent.ConversationItemDone(
                    "", null, Item.message("k" + i, "user", null, List.of(ContentPart.inputText("x")))));
            core.event(new ServerEvent.Unknown("", "response.telepathy", JsonObject.EMPTY));
        });
    }

    private static void flood(Wave wave) {
        for (CoreFixture core : List.of(CoreFixture.webSocket(), CoreFixture.webRtc())) {
            long[] sizes = new long[2];
            for (int i = 0; i < 2 * FLOOD; i++) {
                wave.hit(core, i);
                core.forget();
                if (i % FLOOD == FLOOD - 1) {
                    sizes[i / FLOOD] = size(core.conversation) + size(core.playout);
                }
            }
            assertThat(sizes[0]).isLessThan(MOST);
            assertThat(sizes[1]).as("twice as much takes no more").isLessThan(sizes[0] + sizes[0] / 10 + FLOOD / 10);
            assertThat(core.playout.report().tracks()).hasSizeLessThanOrEqualTo(64);
            assertThat(core.conversation.items()).hasSizeLessThanOrEqualTo(2_000);
            assertThat(core.conversation.pressAccepted()).isTrue();
        }
    }

    /** A wave of the flood. */
    private interface Wave {
        void hit(CoreFixture core, int number);
    }

    /** How many objects hang on a root, with the lengths of arrays and texts. */
    private static long size(Object root) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> open = new ArrayDeque<>(List.of(root));
        long size = 0;
        while (!open.isEmpty()) {
            Object next = open.remove();
            if (!seen.add(next)) {
                continue;
            }
            size++;
            if (next instanceof Collection<?> all) {
                all.forEach(o -> add(open, o));
            } else if (next instanceof Map<?, ?> map) {
                map.forEach((k, v) -> {
                    add(open, k);
                    add(open, v);
                });
            } else if (next instanceof CharSequence text) {
                size += text.length();
            } else if (next.getClass().isArray()) {
                size += Array.getLength(next);
            } else if (next.getClass().getName().startsWith("dev.bargein.")) {
                fields(next, open);
            }
        }
        return size;
    }

    private static void fields(Object owner, Deque<Object> open) {
        for (Class<?> type = owner.getClass();
                type != null && type.getName().startsWith("dev.bargein.");
                type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    try {
                        field.setAccessible(true);
                        add(open, field.get(owner));
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                }
            }
        }
    }

    private static void add(Deque<Object> open, @Nullable Object value) {
        if (value != null) {
            open.add(value);
        }
    }
}
