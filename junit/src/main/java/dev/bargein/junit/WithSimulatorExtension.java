package dev.bargein.junit;

import dev.bargein.simulator.script.Script;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link WithSimulator} stands for: one {@link SimulatorExtension} per annotated class. */
final class WithSimulatorExtension
        implements BeforeAllCallback,
                TestInstancePreConstructCallback,
                BeforeEachCallback,
                AfterEachCallback,
                AfterAllCallback,
                ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(WithSimulatorExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        Store store = context.getStore(NAMESPACE);
        Class<?> testClass = context.getRequiredTestClass();
        // A nested class without an annotation of its own finds the extension of the class around it.
        if (AnnotationSupport.isAnnotated(testClass, WithSimulator.class)
                || store.get(SimulatorExtension.class) == null) {
            store.put(SimulatorExtension.class, make(testClass));
        }
        delegate(context).beforeAll(context);
    }

    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
        SimulatorExtension extension =
                context.getStore(NAMESPACE).get(SimulatorExtension.class, SimulatorExtension.class);
        // None is there yet where there is one instance for all tests of a class.
        if (extension != null) {
            extension.preConstructTestInstance(factory, context);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        delegate(context).beforeEach(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        delegate(context).afterEach(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        delegate(context).afterAll(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return delegate(context).supportsParameter(parameter, context);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return delegate(context).resolveParameter(parameter, context);
    }

    private static SimulatorExtension delegate(ExtensionContext context) {
        SimulatorExtension extension =
                context.getStore(NAMESPACE).get(SimulatorExtension.class, SimulatorExtension.class);
        if (extension == null) {
            throw new IllegalStateException("@WithSimulator belongs on a test class");
        }
        return extension;
    }

    private static SimulatorExtension make(Class<?> testClass) {
        Optional<WithSimulator> found = Optional.empty();
        for (Class<?> c = testClass; c != null && found.isEmpty(); c = c.getEnclosingClass()) {
            found = AnnotationSupport.findAnnotation(c, WithSimulator.class);
        }
        SimulatorExtension.Builder builder = SimulatorExtension.builder();
        found.ifPresent(settings -> {
            if (!settings.script().isBlank()) {
                builder.answers(Script.parse(settings.script(), "@WithSimulator(script)"));
            }
            builder.allow(settings.allow()).patience(Duration.ofMillis(settings.patienceMs()));
        });
        return builder.build();
    }
}
