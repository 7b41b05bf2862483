package dev.cornet.console;

import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Log messages for developers, through SLF4J. Without an SLF4J provider on the class path nothing is logged, and SLF4J's own complaint
 * about that is suppressed: its verbosity property is set to ERROR, unless the user has set it.
 *
 * <p>One thread initialises SLF4J, in {@link #initialize}; messages that other threads log earlier wait for that. If two threads got
 * their first loggers at the same time, SLF4J would complain about replayed calls.
 */
public final class Diagnostics {
    private static final String VERBOSITY = "slf4j.internal.verbosity";
    private static final String PROVIDER = "slf4j.provider";
    private static final String NAME = "dev.cornet";

    private static final CompletableFuture<Logger> LOGGER = new CompletableFuture<>();

    private Diagnostics() {}

    /** Initialises the logger on the calling thread. Called before the first use of a library that logs, and when the backend is chosen. */
    public static void initialize() {
        LoggerHolder.load();
    }

    /** Passes the logger to {@code message}, now or, if {@link #initialize} has not been called yet, as soon as it is. */
    public static void log(Consumer<Logger> message) {
        LOGGER.thenAccept(message);
    }

    private static final class LoggerHolder {
        static {
            LOGGER.complete(findLogger());
        }

        static void load() {}
    }

    private static Logger findLogger() {
        if (hasProvider()) {
            return LoggerFactory.getLogger(NAME);
        }
        if (System.getProperty(VERBOSITY) == null) {
            System.setProperty(VERBOSITY, "ERROR");
        }
        return NOPLogger.NOP_LOGGER; // skips SLF4J's search, which is slow and would find nothing
    }

    /** Whether SLF4J will find a provider, or a binding for its version 1, about which it warns. */
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
