package dev.cornet.backend;

import dev.cornet.console.Console;
import dev.cornet.console.Diagnostics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

/**
 * The backend of this process, chosen once: the {@link Provider} of highest priority on the class path that works, else
 * {@link JavaBackend}. The system property {@code cornet.backend} ("java", or a provider's name) decides instead when set.
 */
public final class Backends {
    /** A backend module's entry, found by {@link ServiceLoader}. */
    public interface Provider {
        /** The name for {@code -Dcornet.backend=…}, as "openblas". */
        String name();

        /** Higher is asked first; plain Java counts as zero. */
        int priority();

        /** The backend, or an exception whose message says why it cannot work here and what to do about it. */
        Backend open();
    }

    private static volatile Precision precision =
            Precision.valueOf(System.getProperty("cornet.precision", "fast").toUpperCase(Locale.ROOT));

    private Backends() {}

    /** How exact kernels have to be: {@code -Dcornet.precision=exact} or fast, the default. */
    public static Precision precision() {
        return precision;
    }

    public static void precision(Precision wanted) {
        precision = wanted;
    }

    /** The backend in use. */
    public static Backend current() {
        Diagnostics.begin();
        return Chosen.BACKEND;
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
            thread.start();
        }

        private static void load() {
            String backend = Chosen.BACKEND.describe();
            Diagnostics.log(log -> log.info("{}", backend));
        }

        static void begin() {}
    }

    private static final class Chosen {
        static final Backend BACKEND = choose(System.getProperty("cornet.backend", ""));

        static {
            Ahead.begin();
        }
    }

    static Backend choose(String wanted) {
        List<Provider> providers = new ArrayList<>();
        for (Provider provider : ServiceLoader.load(Provider.class, Backends.class.getClassLoader())) {
            if (wanted.isEmpty() || provider.name().equals(wanted)) {
                providers.add(provider);
            }
        }
        providers.sort(Comparator.comparingInt(Provider::priority).reversed());
        for (Provider provider : providers) {
            try {
                return provider.open();
            } catch (RuntimeException | LinkageError e) {
                Console.warn(provider.name() + " cannot be used, computing in plain Java (many times slower): "
                        + e.getMessage());
                Diagnostics.log(log -> log.debug("the cause", e));
            }
        }
        return new JavaBackend();
    }
}
