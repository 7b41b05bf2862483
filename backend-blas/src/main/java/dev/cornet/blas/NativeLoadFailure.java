package dev.cornet.blas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Diagnosis of a native library that does not load: its cause and the remedy. */
final class NativeLoadFailure {
    private static final String NETLIB_LOGGER = "dev.ludovic.netlib.blas.InstanceBuilder";

    /** Whether Cornet and its dependencies are on the module path. */
    private static final boolean ON_MODULE_PATH =
            NativeLoadFailure.class.getModule().isNamed();

    private static final String ALLOW_NATIVE_ACCESS = " Start Java with --enable-native-access="
            + (ON_MODULE_PATH ? "org.bytedeco.javacpp,org.bytedeco.openblas,dev.ludovic.netlib.blas." : "ALL-UNNAMED.");

    /** The remedy for a missing OpenBLAS. On the module path its jar may be present but not resolved, since no module requires it. */
    static final String ADD_OPENBLAS =
            " Add org.bytedeco:openblas with the classifier of this platform (the artifact dev.cornet:cornet does it"
                    + " on Linux, macOS and Windows)"
                    + (ON_MODULE_PATH ? " and start Java with --add-modules ALL-MODULE-PATH" : "");

    private NativeLoadFailure() {}

    /** Runs {@code loading}; an exception without a cause gets as its cause the exception that netlib has only logged. */
    static <T> T withCause(Supplier<T> loading) {
        Logger logger = Logger.getLogger(NETLIB_LOGGER);
        Level level = logger.getLevel();
        boolean usedParents = logger.getUseParentHandlers();
        Throwable[] logged = {null};
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord logRecord) {
                if (logRecord.getThrown() != null && logged[0] == null) {
                    logged[0] = logRecord.getThrown();
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.ALL);
        logger.setLevel(Level.ALL);
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
        try {
            return loading.get();
        } catch (RuntimeException | LinkageError e) {
            if (logged[0] != null && e.getCause() == null) {
                e.initCause(logged[0]);
            }
            throw e;
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(usedParents);
            logger.setLevel(level == null ? Level.WARNING : level);
        }
    }

    static Throwable rootCause(Throwable e) {
        Throwable last = e;
        for (int depth = 0; last.getCause() != null && depth < 20; depth++) {
            last = last.getCause();
        }
        return last;
    }

    /** A sentence that says how to remedy the failure; null if no specific remedy is known. */
    static @Nullable String remedy(Throwable e) {
        Throwable cause = rootCause(e);
        String text = String.valueOf(cause.getMessage());
        String tmpdir = System.getProperty("java.io.tmpdir");
        if (cause.getClass().getSimpleName().equals("IllegalCallerException") || text.contains("native access")) {
            return ALLOW_NATIVE_ACCESS;
        } else if (text.contains("org/netlib/") || text.contains("org.netlib.")) {
            return " Add net.sourceforge.f2j:arpack_combined_all, which dev.ludovic.netlib:blas needs, to the class path.";
        } else if (text.contains("failed to map segment") || text.contains("Operation not permitted")) {
            return " Libraries cannot be loaded from the folder named above: it is mounted with noexec. Name another one by"
                    + " -Djava.io.tmpdir=FOLDER (and by CORNET_CACHE, if it is that).";
        } else if (cause instanceof IOException || cause instanceof UncheckedIOException) {
            return " The folder " + tmpdir + " for temporary files cannot be written. Name another one by"
                    + " -Djava.io.tmpdir=FOLDER.";
        }
        return null;
    }
}
