package dev.cornet.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a field as an option of its unit: it is stated once and is the configuration, the documentation and the saved form.
 *
 * <p>The key is the field's name in snake case ({@code kernelSize} is {@code kernel_size}), in the order of the fields, a superclass's
 * first, or {@link #before} another one. Types: int, long, float, double, boolean, String, Integer, Long, Double, int[], double[], enums (saved as their lower-case
 * name), {@link dev.cornet.tensor.Shape}, any {@link Configurable} and lists of these. Null is a value where the field is marked {@code @Nullable} or its default is null.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Option {
    /** The key, where it differs from the field's name. */
    String value() default "";

    /** True for an option without a default, which a record must give: what a constructor asks for. */
    boolean required() default false;

    /** The key of a superclass's option before which Keras writes this one. */
    String before() default "";
}
