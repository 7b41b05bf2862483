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
 * The backend of this process, chosen once: the {@link BackendProvider} of highest priority on the class path that works, else
 * {@link JavaBackend}. The system property {@code cornet.backend} ("java", or a provider's name) decides instead when set.
 */
public final class Backends {
    private static final String BACKEND = "cornet.backend";
    private static final String PRECISION = "cornet.precision";
    private static final String JAVA = "java";

    private static volatile @Nullable Precision precision;

    private Backends() {}

    /** How exact kernels have to be: {@code -Dcornet.precision=exact} or fast, the default. */
    public static Precision precision() {
        Precision known = precision;
        if (known == null) {
            String word = ExternalSetting.oneOf(PRECISION, List.of("exact", "fast"));
            known = "exact".equals(word) ? Precision.EXACT : Precision.FAST;
            precision = known;
        }
        return known;
    }

    /** Sets it for models that are made from now on, and for what runs outside of models. */
    public static void precision(Precision wanted) {
        precision = wanted;
    }

    /** The backend in use, as exact as {@link #precision()} asks for at each call. */
    public static Backend current() {
        Diagnostics.begin();
        if (Chosen.FAILURE != null) {
            throw new OptionException(String.valueOf(Chosen.FAILURE.getMessage()), Chosen.FAILURE);
        }
        return Objects.requireNonNull(Chosen.BACKEND);
    }

    /** The backend in use, as exact as this. */
    public static Backend current(Precision precision) {
        return current().at(precision);
    }

    /** Begins to load the backend, which takes a tenth of a second, beside what the caller does; once. */
    public static void prepare() {
        Ahead.begin();
        Diagnostics.begin(); // on the user's thread, who may get a logger of his own next
    }

    /** Loads the backend and logs which it is. */
    private static final class Ahead {
        static {
            Thread thread = new Thread(Ahead::load, "cornet-backend");
            thread.setDaemon(true);
            try {
                thread.start();
            } catch (OutOfMemoryError e) { // no further thread can be started: the backend is loaded when it is needed
                Diagnostics.log(log -> log.debug("the backend is not loaded ahead", e));
            }
        }

        private static void load() {
            Backend backend = Chosen.BACKEND;
            if (backend != null) { // else current() says why
                Diagnostics.log(log -> log.info("{}", backend.describe()));
            }
        }

        static void begin() {}
    }

    private static final class Chosen {
        static final @Nullable Backend BACKEND;
        static final @Nullable OptionException FAILURE;

        static {
            Backend backend = null;
            OptionException failure = null;
            try {
                precision();
                backend = choose(System.getProperty(Backends.BACKEND, ""));
            } catch (OptionException e) { // thrown again whenever the backend is asked for
                failure = e;
            }
            BACKEND = backend;
            FAILURE = failure;
            Ahead.begin();
        }
    }

    static Backend choose(String wanted) {
        return choose(wanted, ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader()));
    }

    static Backend choose(String wanted, Iterable<BackendProvider> all) {
        List<BackendProvider> providers = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of(JAVA));
        for (BackendProvider provider : all) {
            names.add(provider.name());
            if (wanted.isEmpty() || provider.name().equals(wanted)) {
                providers.add(provider);
            }
        }
        if (!wanted.isEmpty() && !names.contains(wanted)) {
            throw new OptionException("the system property " + BACKEND + " must be one of " + names
                    + ", the backends on the class path, got \"" + wanted + "\"");
        }
        providers.sort(Comparator.comparingInt(BackendProvider::priority).reversed());
        for (BackendProvider provider : providers) {
            try {
                return provider.open();
            } catch (RuntimeException | LinkageError | OutOfMemoryError e) { // the last where no thread can be started
                Console.warn(provider.name() + " cannot be used, computing in plain Java (many times slower): "
                        + e.getMessage());
                Diagnostics.log(log -> log.debug("the cause", e));
            }
        }
        return new JavaBackend();
    }
}
