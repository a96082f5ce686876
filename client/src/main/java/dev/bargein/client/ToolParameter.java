package dev.bargein.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the model is told of a component of a record of arguments; see {@link Tool#of(String, String, Class, ToolFunction)}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface ToolParameter {
    /** What it means, for the model; nothing by default. */
    String value() default "";

    /** Whether the model must give it; when it need not and does not, it is null, 0 or false. */
    boolean required() default true;
}
