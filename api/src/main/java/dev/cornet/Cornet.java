package dev.cornet;

import dev.cornet.backend.Backends;
import dev.cornet.backend.Precision;
import dev.cornet.backend.WorkerPool;
import dev.cornet.config.Configurable;
import dev.cornet.config.Registry;
import dev.cornet.exceptions.Arguments;
import dev.cornet.random.Seeds;

/** Settings of the whole library. */
public final class Cornet {
    private Cornet() {}

    /** Sets the seed of all random numbers in building and training from now on. Every long is a different seed, zero included. */
    public static void setSeed(long seed) {
        Seeds.set(seed);
    }

    /**
     * Sets the number of threads that compute, including the calling one. Default: the number of cores, or the value of
     * {@code -Dcornet.threads}. Results do not depend on this number.
     */
    public static void threads(int threads) {
        WorkerPool.setThreads(threads);
    }

    /** The number of threads that compute. */
    public static int threads() {
        return WorkerPool.shared().threads();
    }

    /**
     * Sets the precision of the kernels in models created from now on; each model has its own ({@link
     * dev.cornet.models.Model#precision(Precision)}). Default: FAST, or {@code -Dcornet.precision=exact}. EXACT is for comparisons to the
     * last digits; it costs wide 3×3 convolutions up to a third of their speed.
     */
    public static void precision(Precision precision) {
        Backends.precision(Arguments.notNull(precision, "precision"));
    }

    /** The precision of models that are created now. */
    public static Precision precision() {
        return Backends.precision();
    }

    /** A description of the backend on one line: the BLAS library in use and the number of threads. */
    public static String backend() {
        return Backends.current().describe();
    }

    /**
     * Registers your own layer, loss, metric or other component, so that models with it can be loaded. Files contain its package and class
     * name, as "my.package>MyLayer". A registered class never replaces a library class with the same simple name.
     */
    public static void register(Class<? extends Configurable> component) {
        Arguments.notNull(component, "Cornet.register", "component");
        Registry.add(component);
    }

    /**
     * Registers a class under the name that it has in existing files, such as "my_package>MyLayer" for a class registered in Python by
     * {@code keras.saving.register_keras_serializable("my_package")}. Files written afterwards use this name too.
     */
    public static void register(String registeredName, Class<? extends Configurable> component) {
        Arguments.notNull(registeredName, "Cornet.register", "registeredName");
        Arguments.notNull(component, "Cornet.register", "component");
        Registry.add(registeredName, component);
    }
}
