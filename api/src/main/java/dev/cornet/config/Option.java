package dev.cornet.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a field as an option of its component. The field alone defines the option: its key, type, default and saved form.
 *
 * <p>The key is the field's name in snake case ({@code kernelSize} is {@code kernel_size}). Options are saved in the order of the fields,
 * those of a superclass first, unless it is marked {@link SubclassOptionsFirst} or the class {@link OwnOptionsFirst}. Types: int, long,
 * float, double, boolean, String, Integer, Long, Double, int[], float[], double[], enums (saved as their lower-case name), {@link
 * dev.cornet.tensor.Shape}, any {@link Configurable} and lists of these. Null is allowed if the field is marked {@code @Nullable} or null
 * is its default. A field whose type is an {@link OptionGroup} stands for several options.
 *
 * <p>A class has one option for each key. Those of its superclass are taken: {@code name}, {@code trainable} and {@code dtype} in a layer;
 * {@code name} and {@code reduction} in a loss; {@code name} in a metric and in a {@code FluentSchedule}; {@code name}, {@code
 * learning_rate}, {@code weight_decay}, {@code clipnorm}, {@code global_clipnorm}, {@code clipvalue}, {@code use_ema}, {@code ema_momentum}, {@code ema_overwrite_frequency}, {@code
 * loss_scale_factor} and {@code gradient_accumulation_steps} in an optimizer. A class with a second option of a key is refused when it is
 * registered, built, compiled or saved. All other keys are free, also those of earlier versions of Keras, such as {@code lr} and {@code
 * decay}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Option {
    /** The key, if it differs from the field's name in snake case. */
    String value() default "";

    /** True for an option without a default, as {@code units} of Dense: a record must contain it. */
    boolean required() default false;

    /** The key of the option after which this one is saved, where Keras writes it elsewhere than its field stands. */
    String after() default "";
}
