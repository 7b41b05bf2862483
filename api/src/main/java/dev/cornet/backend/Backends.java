package dev.cornet.backend;

import dev.cornet.console.Console;
import dev.cornet.console.Diagnostics;
import dev.cornet.exceptions.ExternalSetting;
import dev.cornet.exceptions.OptionException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The backend of this process, chosen once: of the {@link BackendProvider}s on the class path that work, the one with the highest priority,
 * else {@link JavaBackend}. The system property {@code cornet.backend} ("java", or the name of a provider) overrides this.
 */
public final class Backends {
    private static final String BACKEND = "cornet.backend";
    private static final String PRECISION = "cornet.precision";
    private static final String JAVA = "java";

    private static volatile @Nullable Precision precision;

    private Backends() {}

    /**
     * Returns the default precision of kernels: the one set last, else that of {@code -Dcornet.precision=exact} or {@code fast}, else
     * {@link Precision#FAST}.
     */
    public static Precision precision() {
        Precision current = precision;
        if (current == null) {
            String word = ExternalSetting.oneOf(PRECISION, List.of("exact", "fast"));
            current = "exact".equals(word) ? Precision.EXACT : Precision.FAST;
            precision = current;
        }
        return current;
    }

    /** Sets the precision for models that are created from now on, and for computations outside of models. */
    public static void precision(Precision newPrecision) {
        precision = newPrecision;
    }

    /** Returns the backend in use, at the default precision; throws if the settings are invalid. */
    public static Backend current() {
        Diagnostics.initialize();
        if (Selected.FAILURE != null) {
            throw new OptionException(String.valueOf(Selected.FAILURE.getMessage()), Selected.FAILURE);
        }
        return Objects.requireNonNull(Selected.BACKEND);
    }

    /** Returns the backend in use, at the given precision. */
    public static Backend current(Precision precision) {
        return current().at(precision);
    }

    /** Starts to load the backend in a background thread, which takes a tenth of a second. Only the first call has an effect. */
    public static void loadInBackground() {
        BackgroundLoader.begin();
        Diagnostics.initialize(); // on the caller's thread, before the program can create its own logger
    }

    /** Loads the backend in a background thread, and logs its description. */
    private static final class BackgroundLoader {
        static {
            Thread thread = new Thread(BackgroundLoader::load, "cornet-backend");
            thread.setDaemon(true);
            try {
                thread.start();
            } catch (OutOfMemoryError e) { // no thread can be started: the backend is loaded when it is needed
                Diagnostics.log(log -> log.debug("the backend is not loaded ahead", e));
            }
        }

        private static void load() {
            Backend backend = Selected.BACKEND;
            if (backend != null) { // else current() throws the exception that says why
                Diagnostics.log(log -> log.info("{}", backend.describe()));
            }
        }

        /** Does nothing itself: the first call runs the static initializer. */
        static void begin() {}
    }

    /** The selected backend, or the reason why the settings are invalid. */
    private static final class Selected {
        static final @Nullable Backend BACKEND;
        static final @Nullable OptionException FAILURE;

        static {
            Backend backend = null;
            OptionException failure = null;
            try {
                precision();
                backend = choose(System.getProperty(Backends.BACKEND, ""));
            } catch (OptionException e) { // thrown by each call of current()
                failure = e;
            }
            BACKEND = backend;
            FAILURE = failure;
            BackgroundLoader.begin();
        }
    }

    static Backend choose(String name) {
        return choose(name, ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader()));
    }

    static Backend choose(String name, Iterable<BackendProvider> all) {
        List<BackendProvider> providers = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of(JAVA));
        for (BackendProvider provider : all) {
            names.add(provider.name());
            if (name.isEmpty() || provider.name().equals(name)) {
                providers.add(provider);
            }
        }
        if (!name.isEmpty() && !names.contains(name)) {
            throw new OptionException("the system property " + BACKEND + " must be one of " + names
                    + ", the backends on the class path, got \"" + name + "\"");
        }
        providers.sort(Comparator.comparingInt(BackendProvider::priority).reversed());
        for (BackendProvider provider : providers) {
            try {
                return provider.open();
            } catch (RuntimeException
                    | LinkageError
                    | OutOfMemoryError e) { // OutOfMemoryError: no thread can be started
                Console.warn(provider.name() + " cannot be used, computing in plain Java (many times slower): "
                        + e.getMessage());
                Diagnostics.log(log -> log.debug("the cause", e));
            }
        }
        return new JavaBackend();
    }
}
