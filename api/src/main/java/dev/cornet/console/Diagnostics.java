package dev.cornet.console;

import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Lines for developers, by SLF4J. Without a provider on the class path nothing is logged, and SLF4J says nothing about that either: its
 * verbosity property is set to ERROR, unless the user has set it.
 *
 * <p>SLF4J is initialised by one thread of Cornet, in {@link #begin}; what other threads have to say before waits for that. Two threads
 * that get their first loggers at once make SLF4J complain about replayed calls.
 */
public final class Diagnostics {
    private static final String VERBOSITY = "slf4j.internal.verbosity";
    private static final String PROVIDER = "slf4j.provider";
    private static final String NAME = "dev.cornet";

    private static final CompletableFuture<Logger> LOGGER = new CompletableFuture<>();

    private Diagnostics() {}

    /** Gets the logger, on the calling thread. To be called before a library that logs is used, and where computing begins. */
    public static void begin() {
        Sought.done();
    }

    /** Logs as {@code line} does; if {@link #begin} was not called yet, as soon as it is. */
    public static void log(Consumer<Logger> line) {
        LOGGER.thenAccept(line);
    }

    private static final class Sought {
        static {
            LOGGER.complete(seek());
        }

        static void done() {}
    }

    private static Logger seek() {
        if (hasProvider()) {
            return LoggerFactory.getLogger(NAME);
        }
        if (System.getProperty(VERBOSITY) == null) {
            System.setProperty(VERBOSITY, "ERROR");
        }
        return NOPLogger.NOP_LOGGER; // SLF4J's search would find nothing and take its time
    }

    /** Whether SLF4J has something to log to, or something to say: providers of its first version are no longer used. */
    private static boolean hasProvider() {
        Class<?> service = SLF4JServiceProvider.class;
        ClassLoader loader = LoggerFactory.class.getClassLoader();
        return System.getProperty(PROVIDER) != null
                || loader.getResource("META-INF/services/" + service.getName()) != null
                || loader.getResource("org/slf4j/impl/StaticLoggerBinder.class") != null
                || (service.getModule().isNamed()
                        && ServiceLoader.load(SLF4JServiceProvider.class, loader).stream()
                                .findAny()
                                .isPresent());
    }
}
