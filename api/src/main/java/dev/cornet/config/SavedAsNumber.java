package dev.cornet.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a family of which one class is saved as a plain number, its only option: a constant learning rate among the schedules. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface SavedAsNumber {
    /** The class that is saved as a number. */
    Class<? extends Configurable> value();
}
