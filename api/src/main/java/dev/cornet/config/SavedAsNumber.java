package dev.cornet.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a family of which one unit is saved as a bare number, its only option: a learning rate that is no schedule. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface SavedAsNumber {
    /** The unit that a bare number stands for. */
    Class<? extends Configurable> value();
}
