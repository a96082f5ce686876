/**
 * The simulated Realtime service in JUnit tests: {@link dev.bargein.junit.SimulatorExtension} runs it, {@link
 * dev.bargein.junit.SessionAssert} looks at what the client sent, and a test whose client breaks the protocol fails.
 */
@NullMarked
package dev.bargein.junit;

import org.jspecify.annotations.NullMarked;
