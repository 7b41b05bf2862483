package dev.cornet.config;

import java.lang.reflect.Modifier;
import java.util.Set;

/**
 * The classes of the library, as opposed to those of users: the public classes of the packages in which it has layers, callbacks and other
 * components. Nested and anonymous classes and lambdas count as their outermost class.
 */
public final class LibraryClasses {
    /** The packages that no {@link ComponentProvider} announces, since files do not name their classes by Keras' module and class name. */
    private static final Set<String> UNANNOUNCED = Set.of("dev.cornet.callbacks", "dev.cornet.models", "dev.cornet.nn");

    private static final ClassValue<Boolean> CONTAINED = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            Class<?> outermost = type.getNestHost();
            return Modifier.isPublic(outermost.getModifiers())
                    && (UNANNOUNCED.contains(outermost.getPackageName()) || Registry.announces(outermost));
        }
    };

    private LibraryClasses() {}

    /**
     * Whether a class is the library's own. Cheap enough to be called in each training step: the answer is computed once for each class.
     */
    public static boolean contains(Class<?> type) {
        return CONTAINED.get(type);
    }
}
