package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ServerEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The open microphone: pause, decide, go on or interrupt. */
class HandsFreeTest {
    private static final Input.UserSpeech SPEAKS = new Input.UserSpeech(true);
    private static final Input.UserSpeech SILENT = new Input.UserSpeech(false);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOpenMicrophoneSendsAllItHearsAndAMutedOneNothing(boolean webRtc) {
        CoreFixture core = connected(webRtc, BargeInOptions.DEFAULT);
        core.talk(5);
        assertThat(core.sent).isEmpty();
        core.call(new Input.Listen(true)).talk(20);
        assertThat(core.did(c -> c instanceof Command.Microphone m && m.live())).isTrue();
        assertThat(core.notices).contains(new Notice.Listening());
        assertThat(frames(core)).isEqualTo(20);
        core.call(new Input.Listen(false)).talk(20);
        assertThat(core.commands.get(core.commands.size() - 1))
                .isEqualTo(new Command.Notify(
                        core.commands.get(core.commands.size() - 1).cause(), new Notice.Muted()));
        assertThat(frames(core)).isEqualTo(20);
        assertThat(core.sentTypes()).doesNotContain("input_audio_buffer.commit", "response.create");
    }

    @Test
    void theMicrophoneIsShutWhenTheTransportIsLost() {
        CoreFixture core = connected(false, BargeInOptions.DEFAULT)
                .call(new Input.Listen(true))
                .forget();
        core.give(new Input.TransportDown("gone"));
        assertThat(core.did(c -> c instanceof Command.Microphone m && !m.live()))
                .isTrue();
        assertThat(core.notices).contains(new Notice.Muted());
        core.talk(5);
        assertThat(core.sent).isEmpty();
    }

    @Test
    void aPressAtAnOpenMicrophoneIsAStop() {
        CoreFixture core = speaking(false, BargeInOptions.DEFAULT).press().release();
        core.pass(100);
        assertThat(core.sentTypes()).contains("response.cancel", "conversation.item.truncate");
        assertThat(core.sentTypes()).doesNotContain("input_audio_buffer.clear", "input_audio_buffer.commit");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void speechHoldsTheVoiceAtOnce(boolean webRtc) {
        CoreFixture core = speaking(webRtc, BargeInOptions.DEFAULT);
        core.call(SPEAKS);
        assertThat(core.notices).contains(new Notice.VoicePaused("r1"));
        short[] frame = core.frame(3_000);
        assertThat(frame[119]).isBetween((short) 0, (short) 5);
        assertThat(core.frame(3_000)).containsOnly((short) 0);
        assertThat(core.sent).as("nothing is decided").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterACoughTheVoiceGoesOnAtTheVerySample(boolean webRtc) {
        CoreFixture core = speaking(webRtc, BargeInOptions.DEFAULT);
        long before = heard(core, webRtc);
        core.call(SPEAKS).play(200, 3_000).call(SILENT).play(90, 3_000);
        assertThat(heard(core, webRtc) - before).isEqualTo(120);
        core.pass(10).forget().play(100, 3_000);
        assertThat(heard(core, webRtc) - before).isEqualTo(120 + 10 * Playout.FRAME_SAMPLES);
        assertThat(core.sent).isEmpty();
        assertThat(core.playout.report().live().dropped()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void speechThatLastsInterruptsAtWhatWasHeard(boolean webRtc) {
        CoreFixture core = speaking(webRtc, BargeInOptions.DEFAULT);
        long heardMs = heard(core, webRtc) / MediaTime.SAMPLES_PER_MS;
        core.call(SPEAKS).play(640, 3_000);
        assertThat(core.sent).isEmpty();
        core.play(20, 3_000);
        assertThat(core.sentTypes()).contains("response.cancel");
        assertThat(core.notices).noneMatch(Notice.VoiceResumed.class::isInstance);
        Notice.Interrupted told = (Notice.Interrupted) core.notices.stream()
                .filter(Notice.Interrupted.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertThat(told.heard().get(0).heard().millis()).isBetween(heardMs, heardMs + 5);
        assertThat(core.play(500, 3_000).frame(3_000)).as("silent for good").containsOnly((short) 0);
        core.call(SILENT);
        assertThat(core.notices)
                .filteredOn(Notice.Interrupted.class::isInstance)
                .hasSize(1);
    }

    @Test
    void theWordOfTheServerInterruptsWhatIsHeld() {
        CoreFixture core = speaking(false, BargeInOptions.DEFAULT).call(SPEAKS).play(100);
        core.call(new Input.FromServer(new ServerEvent.InputAudioBufferSpeechStarted("", 100, "u1")));
        assertThat(core.sentTypes()).containsExactly("conversation.item.truncate");
        assertThat(core.notices).anyMatch(Notice.Interrupted.class::isInstance);
        core.play(100).call(SILENT).pass(2_000);
        assertThat(core.notices).noneMatch(Notice.VoiceResumed.class::isInstance);
        // The next answer is not held by what is over.
        core.created("r2").part("r2", "i2").sound("r2", "i2", 500).play(100);
        assertThat(core.frame(0)[200]).isEqualTo((short) 3_000);
    }

    @Test
    void whereTheServerIsToldNotToInterruptItsWordAloneDecidesNothing() {
        CoreFixture core =
                speaking(false, BargeInOptions.DEFAULT, false).call(SPEAKS).play(100);
        core.call(new Input.FromServer(new ServerEvent.InputAudioBufferSpeechStarted("", 100, "u1")));
        core.call(SILENT).play(100);
        assertThat(core.sent).isEmpty();
        assertThat(core.notices).contains(new Notice.VoiceResumed("r1"));
    }

    /** Field case 4: a caller's "Hello?" into a greeting. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsNotToBeInterruptedIsHeardToItsEndAndTheServiceHearsSilence(boolean webRtc) {
        CoreFixture core = speaking(webRtc, BargeInOptions.DEFAULT);
        core.call(new Input.Uninterruptible()).call(SPEAKS).play(800, 3_000).talk(20);
        assertThat(core.notices).noneMatch(n -> n instanceof Notice.VoicePaused || n instanceof Notice.Interrupted);
        assertThat(loudFrames(core)).isZero();
        assertThat(frames(core)).as("silence, and not nothing").isEqualTo(20);
        core.call(SILENT).stop();
        assertThat(core.notices).as("a Stop is obeyed").anyMatch(Notice.Interrupted.class::isInstance);
        core.talk(20);
        assertThat(loudFrames(core)).isEqualTo(20);
    }

    @Test
    void theEchoOfItsLastSoundIsNotHeardByTheServiceEither() {
        CoreFixture core = connected(false, BargeInOptions.DEFAULT).call(new Input.Listen(true));
        core.say().call(new Input.Uninterruptible());
        core.created("r1")
                .part("r1", "i1")
                .sound("r1", "i1", 100)
                .soundDone("r1", "i1")
                .done("r1")
                .play(110);
        assertThat(core.notices).contains(new Notice.VoiceEnded("r1"));
        core.talk(18);
        assertThat(loudFrames(core)).isZero();
        core.talk(5);
        assertThat(loudFrames(core)).isEqualTo(5);
    }

    @Test
    void speechThatHasHeldTheVoiceDoesNotHoldItWhenItIsNotToBeInterrupted() {
        CoreFixture core = speaking(false, BargeInOptions.DEFAULT).call(SPEAKS).play(100);
        assertThat(core.notices).contains(new Notice.VoicePaused("r1"));
        core.call(new Input.Uninterruptible());
        assertThat(core.notices).contains(new Notice.VoiceResumed("r1"));
        core.play(1_000).call(SILENT).play(500);
        assertThat(core.notices).noneMatch(Notice.Interrupted.class::isInstance);
    }

    @Test
    void whereNothingIsAskedForThereIsNothingThatIsNotToBeInterrupted() {
        CoreFixture core = connected(false, BargeInOptions.DEFAULT).call(new Input.Listen(true));
        core.call(new Input.Uninterruptible()).talk(5);
        assertThat(loudFrames(core)).isEqualTo(5);
        core.say().call(new Input.Uninterruptible()).talk(5);
        assertThat(loudFrames(core)).isEqualTo(5);
        core.created("r1").done("r1", "failed").talk(5);
        assertThat(loudFrames(core)).as("it failed").isEqualTo(10);
    }

    @Test
    void aPauseBetweenWordsDoesNotLetTheVoiceComeBack() {
        CoreFixture core = speaking(false, BargeInOptions.DEFAULT);
        core.call(SPEAKS).play(300).call(SILENT).play(90).call(SPEAKS).play(250);
        assertThat(core.notices).noneMatch(n -> n instanceof Notice.VoiceResumed || n instanceof Notice.Interrupted);
        core.play(20);
        assertThat(core.notices)
                .as("650 ms from the first word on")
                .anyMatch(Notice.Interrupted.class::isInstance)
                .noneMatch(Notice.VoiceResumed.class::isInstance);
    }

    @Test
    void whoPausesWhenItIsDecidedInterruptsWithTheNextWord() {
        CoreFixture core = speaking(false, BargeInOptions.DEFAULT);
        core.call(SPEAKS).play(600).call(SILENT).play(60);
        assertThat(core.notices).noneMatch(Notice.Interrupted.class::isInstance);
        core.call(SPEAKS);
        assertThat(core.notices).anyMatch(Notice.Interrupted.class::isInstance);
    }

    @Test
    void aVoiceThatComesBackIsHeardBeforeItIsHeldAgain() {
        CoreFixture core = speaking(false, BargeInOptions.DEFAULT);
        core.call(SPEAKS).play(400).call(SILENT).play(100).call(SPEAKS).play(50);
        assertThat(core.notices)
                .filteredOn(Notice.VoicePaused.class::isInstance)
                .hasSize(1);
        assertThat(core.frame(0)[200]).isEqualTo((short) 3_000);
        core.play(50);
        assertThat(core.notices)
                .filteredOn(Notice.VoicePaused.class::isInstance)
                .hasSize(2);
        assertThat(core.frame(0)).containsOnly((short) 0);
        core.play(650);
        assertThat(core.notices).anyMatch(Notice.Interrupted.class::isInstance);
    }

    @Test
    void whatTookLongAndIsOverIsNoInterruption() {
        CoreFixture core = speaking(false, BargeInOptions.DEFAULT);
        core.call(SPEAKS)
                .play(620)
                .call(SILENT)
                .play(110)
                .call(SPEAKS)
                .play(100)
                .call(SILENT);
        core.play(300);
        assertThat(core.notices).noneMatch(Notice.Interrupted.class::isInstance);
        assertThat(core.notices)
                .filteredOn(Notice.VoiceResumed.class::isInstance)
                .hasSize(2);
    }

    @Test
    void theVoiceIsHeldOnceAndForNoLongerThanItMayBe() {
        BargeInOptions slow = BargeInOptions.DEFAULT.withMinSpeechMs(1_500).withMaxPauseMs(300);
        CoreFixture core = speaking(false, slow).call(SPEAKS).play(310);
        assertThat(core.notices).contains(new Notice.VoiceResumed("r1"));
        core.play(300);
        assertThat(core.notices)
                .filteredOn(Notice.VoicePaused.class::isInstance)
                .hasSize(1);
        core.play(1_000);
        assertThat(core.notices).as("it lasted all the same").anyMatch(Notice.Interrupted.class::isInstance);
    }

    @Test
    void whereWordsAreAskedForOnlyTheWordsOfThisSpeechCount() {
        BargeInOptions twoWords = BargeInOptions.DEFAULT.withMinWords(2).withMaxPauseMs(2_000);
        CoreFixture core = speaking(false, twoWords, false);
        core.call(SPEAKS).event(new ServerEvent.InputAudioBufferSpeechStarted("", 100, "u2"));
        core.event(transcript("u1", "what I had asked before")).play(700);
        assertThat(core.notices).noneMatch(Notice.Interrupted.class::isInstance);
        core.call(SILENT).event(transcript("u2", "mm-hmm"));
        core.event(new ServerEvent.ConversationItemInputAudioTranscriptionCompleted("", "u3", 0, "no no no", null));
        assertThat(core.notices).noneMatch(n -> n instanceof Notice.Interrupted || n instanceof Notice.VoiceResumed);
        core.play(1_400);
        assertThat(core.notices).contains(new Notice.VoiceResumed("r1"));

        core.call(SPEAKS).event(new ServerEvent.InputAudioBufferSpeechStarted("", 900, "u4"));
        core.event(transcript("u4", "wait, ")).event(transcript("u4", "st")).play(100);
        core.event(transcript("u4", "op"));
        assertThat(core.notices).anyMatch(Notice.Interrupted.class::isInstance);
    }

    /** Its transcript often comes when the answer is heard already. */
    @Test
    void theWordsOfAQuestionDoNotInterruptItsAnswer() {
        BargeInOptions oneWord = BargeInOptions.DEFAULT.withMinWords(1);
        CoreFixture core = connected(false, oneWord, false).call(new Input.Listen(true));
        core.call(SPEAKS).event(new ServerEvent.InputAudioBufferSpeechStarted("", 0, "u1"));
        core.pass(1_000).call(SILENT);
        core.created("r1").part("r1", "i1").sound("r1", "i1", 5_000).play(200).forget();
        core.event(transcript("u1", "what is the weather like")).play(100);
        core.event(new ServerEvent.ConversationItemInputAudioTranscriptionCompleted(
                "", "u1", 0, "what is the weather like", null));
        assertThat(core.notices).noneMatch(Notice.Interrupted.class::isInstance);
        assertThat(core.frame(0)[200]).isEqualTo((short) 3_000);
    }

    @Test
    void wordsSpokenIntoAnAnswerThatIsOverDoNotInterruptTheNextOne() {
        BargeInOptions oneWord = BargeInOptions.DEFAULT.withMinWords(1);
        CoreFixture core = speaking(false, oneWord, false);
        core.call(SPEAKS).event(new ServerEvent.InputAudioBufferSpeechStarted("", 0, "u1"));
        core.call(SILENT).play(800);
        core.done("r1").play(20_000);
        core.created("r2").part("r2", "i2").sound("r2", "i2", 5_000).play(200).forget();
        core.event(transcript("u1", "indeed"));
        assertThat(core.notices).noneMatch(Notice.Interrupted.class::isInstance);
    }

    @Test
    void speechInTheWarmUpDoesNotHoldTheVoiceUntilItIsOver() {
        CoreFixture core =
                connected(false, BargeInOptions.DEFAULT.withWarmUpMs(500)).call(new Input.Listen(true));
        core.created("r1")
                .part("r1", "i1")
                .sound("r1", "i1", 5_000)
                .play(100)
                .call(SPEAKS)
                .play(300);
        assertThat(core.notices).noneMatch(Notice.VoicePaused.class::isInstance);
        core.play(200);
        assertThat(core.notices).contains(new Notice.VoicePaused("r1"));
    }

    @Test
    void speechHoldsNothingWhereTheMicrophoneIsShut() {
        CoreFixture core = speaking(false, BargeInOptions.DEFAULT)
                .call(new Input.Listen(false))
                .forget();
        core.call(SPEAKS).play(800);
        assertThat(core.notices).isEmpty();
    }

    @Test
    void muteWhileTheVoiceIsHeldLetsItGoOn() {
        CoreFixture core = speaking(false, BargeInOptions.DEFAULT).call(SPEAKS).play(50);
        core.call(new Input.Listen(false));
        assertThat(core.notices).contains(new Notice.VoiceResumed("r1"));
        assertThat(core.play(20).frame(0)[200]).isEqualTo((short) 3_000);
    }

    @Test
    void aLostTransportLetsTheHeldVoiceGoOn() {
        CoreFixture core = speaking(false, BargeInOptions.DEFAULT).call(SPEAKS).play(50);
        core.give(new Input.TransportDown("gone"));
        assertThat(core.play(20).frame(0)[200]).isEqualTo((short) 3_000);
    }

    private static ServerEvent transcript(String item, String delta) {
        return new ServerEvent.ConversationItemInputAudioTranscriptionDelta("", item, 0, delta);
    }

    private static CoreFixture connected(boolean webRtc, BargeInOptions options) {
        return connected(webRtc, options, true);
    }

    private static CoreFixture connected(boolean webRtc, BargeInOptions options, boolean serverInterrupts) {
        TransportTraits traits = webRtc ? TransportTraits.WEBRTC : TransportTraits.WEBSOCKET;
        CoreFixture core = CoreFixture.connected(ConversationConfig.of(traits).withBargeIn(options));
        JsonObject detection =
                JsonObject.EMPTY.with("type", "server_vad").with("interrupt_response", JsonValue.of(serverInterrupts));
        return core.event(new ServerEvent.SessionUpdated(
                        "",
                        JsonObject.EMPTY.with(
                                "audio",
                                JsonObject.EMPTY.with("input", JsonObject.EMPTY.with("turn_detection", detection)))))
                .forget();
    }

    private static CoreFixture speaking(boolean webRtc, BargeInOptions options) {
        return speaking(webRtc, options, true);
    }

    /** An answer of 20 s is heard for half a second. */
    private static CoreFixture speaking(boolean webRtc, BargeInOptions options, boolean serverInterrupts) {
        CoreFixture core = connected(webRtc, options, serverInterrupts).call(new Input.Listen(true));
        core.created("r1").part("r1", "i1");
        if (webRtc) {
            core.started("r1");
        } else {
            core.sound("r1", "i1", 20_000);
        }
        return core.play(500, 3_000).forget();
    }

    private static long heard(CoreFixture core, boolean webRtc) {
        PlayoutReport report = core.playout.report();
        return webRtc ? report.live().played() : report.tracks().get(0).played();
    }

    private static long frames(CoreFixture core) {
        return core.sentTypes().stream()
                        .filter("input_audio_buffer.append"::equals)
                        .count()
                + core.commands.stream()
                        .filter(Command.SendAudio.class::isInstance)
                        .count();
    }

    private static long loudFrames(CoreFixture core) {
        return core.commands.stream()
                .filter(c -> c instanceof Command.SendAudio audio && isLoud(audio.pcm())
                        || c instanceof Command.Send send
                                && send.event() instanceof ClientEvent.InputAudioBufferAppend append
                                && isLoud(append.audio()))
                .count();
    }

    private static boolean isLoud(AudioBytes pcm) {
        return pcm.toPcm()[0] != 0;
    }

    @Test
    void whatWasSaidAtAnOpenMicrophoneCanBeThrownAway() {
        CoreFixture core = speaking(false, BargeInOptions.DEFAULT).call(new Input.Discard());
        assertThat(core.sentTypes()).containsExactly("input_audio_buffer.clear");
        core.forget().talk(3);
        assertThat(frames(core)).as("the microphone stays open").isEqualTo(3);
    }

    /** What is rendered reaches the ear while the voice is held, so that no latency is left of it. */
    @Test
    void theLatencyOfADeviceThatBecomesKnownLaterCountsAndNotWhileTheVoiceIsHeld() {
        CoreFixture core = speaking(false, BargeInOptions.DEFAULT);
        long rendered = heard(core, false);
        core.give(new Input.OutputLatency(MediaTime.ofMillis(80)));
        core.stop();
        assertThat(heardAtInterruption(core)).isEqualTo(new MediaTime(rendered - 80L * MediaTime.SAMPLES_PER_MS));

        CoreFixture held = speaking(false, BargeInOptions.DEFAULT);
        held.give(new Input.OutputLatency(MediaTime.ofMillis(80)));
        held.call(SPEAKS).play(200).stop();
        assertThat(heardAtInterruption(held)).isEqualTo(new MediaTime(rendered + 120));
    }

    private static MediaTime heardAtInterruption(CoreFixture core) {
        return core.notices.stream()
                .filter(Notice.Interrupted.class::isInstance)
                .map(n -> ((Notice.Interrupted) n).heard().get(0).heard())
                .findFirst()
                .orElseThrow();
    }
}
