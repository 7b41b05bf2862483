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

    /** Makes everything random that is built or trained from now on repeatable; every long is a seed of its own, zero included. */
    public static void setSeed(long seed) {
        Seeds.set(seed);
    }

    /** Sets the number of threads, the caller's included; default all cores, or {@code -Dcornet.threads}. Results do not depend on it. */
    public static void threads(int threads) {
        WorkerPool.setThreads(threads);
    }

    /** The number of threads. */
    public static int threads() {
        return WorkerPool.shared().threads();
    }

    /**
     * Sets how exact kernels have to be in models that are made from now on, each of which keeps its own ({@link
     * dev.cornet.models.Model#precision(Precision)}); default FAST, or {@code -Dcornet.precision=exact}. EXACT for comparisons to the last digits: it
     * costs wide 3×3 convolutions up to a third of their speed.
     */
    public static void precision(Precision precision) {
        Backends.precision(Arguments.given(precision, "precision"));
    }

    /** How exact kernels have to be in models that are made now. */
    public static Precision precision() {
        return Backends.precision();
    }

    /** One line that tells which BLAS computes, on how many threads. */
    public static String backend() {
        return Backends.current().describe();
    }

    /**
     * Makes a layer, loss, metric … of your own known, so that saved models can name it: by its package and class, as "my.package>MyLayer". It
     * never stands for a class of the library of the same name.
     */
    public static void register(Class<? extends Configurable> unit) {
        Arguments.given(unit, "Cornet.register", "unit");
        Registry.add(unit);
    }

    /**
     * The same under the name that files have for it, as "my_package>MyLayer" for a class that Python's {@code
     * keras.saving.register_keras_serializable("my_package")} has made known to Keras. Files written from here on name it so.
     */
    public static void register(String registeredName, Class<? extends Configurable> unit) {
        Arguments.given(registeredName, "Cornet.register", "registeredName");
        Arguments.given(unit, "Cornet.register", "unit");
        Registry.add(registeredName, unit);
    }
}
