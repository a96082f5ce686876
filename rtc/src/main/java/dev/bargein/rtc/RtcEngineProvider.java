package dev.bargein.rtc;

/** How {@link java.util.ServiceLoader} finds an engine when none was passed to a builder. Thread-safe. */
public interface RtcEngineProvider {

    /** Makes an engine; cheap, loads no native code. The caller closes it. */
    RtcEngine create();
}
