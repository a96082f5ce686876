package dev.bargein.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The simulator's address as a parameter of a test: a {@link String} or a {@link java.net.URI}. */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface SimulatorUrl {
    /** Which of its addresses. */
    Kind value() default Kind.WEBSOCKET;

    /** The addresses of a simulator. */
    enum Kind {
        /** {@code ws://127.0.0.1:PORT/v1/realtime?model=sim}. */
        WEBSOCKET,
        /** {@code http://127.0.0.1:PORT}. */
        HTTP
    }
}
