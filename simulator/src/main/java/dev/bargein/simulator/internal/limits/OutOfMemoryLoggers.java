package dev.bargein.simulator.internal.limits;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Netty loggers that report each {@link OutOfMemoryError} that Netty only logs: one that ended an event loop, or failed an
 * accepted connection.
 *
 * <p>Thread-safe.
 */
public final class OutOfMemoryLoggers extends InternalLoggerFactory {
    @Override
    protected InternalLogger newInstance(String name) {
        InternalLogger log = ((JdkLoggerFactory) JdkLoggerFactory.INSTANCE).newInstance(name);
        return (InternalLogger) Proxy.newProxyInstance(
                OutOfMemoryLoggers.class.getClassLoader(),
                new Class<?>[] {InternalLogger.class},
                (proxy, method, arguments) -> look(log, method, arguments));
    }

    private static @Nullable Object look(InternalLogger log, Method method, Object @Nullable [] arguments)
            throws Throwable {
        for (Object argument : arguments == null ? new Object[0] : arguments) {
            if (argument instanceof Throwable failure) {
                OutOfMemoryWatch.check(failure);
            } else if (argument instanceof Object[] more
                    && more.length > 0
                    && more[more.length - 1] instanceof Throwable last) {
                OutOfMemoryWatch.check(last);
            }
        }
        try {
            return method.invoke(log, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
