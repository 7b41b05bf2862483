package dev.cornet.blas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Why a native library does not load, and what to do about it. */
final class NativeFailure {
    private static final String NETLIB = "dev.ludovic.netlib.blas.InstanceBuilder";
    private static final String ACCESS = " Start Java with --enable-native-access=ALL-UNNAMED.";

    private NativeFailure() {}

    /** Netlib gives up without a cause, which it only logs: the exception gets it from there. */
    static <T> T withCause(Supplier<T> loading) {
        Logger logger = Logger.getLogger(NETLIB);
        Level level = logger.getLevel();
        boolean parents = logger.getUseParentHandlers();
        Throwable[] seen = {null};
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getThrown() != null && seen[0] == null) {
                    seen[0] = line.getThrown();
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
            if (seen[0] != null && e.getCause() == null) {
                e.initCause(seen[0]);
            }
            throw e;
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(parents);
            logger.setLevel(level == null ? Level.WARNING : level);
        }
    }

    static Throwable deepest(Throwable e) {
        Throwable last = e;
        for (int depth = 0; last.getCause() != null && depth < 20; depth++) {
            last = last.getCause();
        }
        return last;
    }

    /** What to do about a failure; null where nothing special is known. */
    static @Nullable String mend(Throwable e) {
        Throwable cause = deepest(e);
        String text = String.valueOf(cause.getMessage());
        String temporary = System.getProperty("java.io.tmpdir");
        if (cause.getClass().getSimpleName().equals("IllegalCallerException") || text.contains("native access")) {
            return ACCESS;
        } else if (text.contains("org/netlib/") || text.contains("org.netlib.")) {
            return " Add net.sourceforge.f2j:arpack_combined_all, which dev.ludovic.netlib:blas needs, to the class path.";
        } else if (text.contains("failed to map segment") || text.contains("Operation not permitted")) {
            return " Libraries cannot be loaded from the folder named above: it is mounted with noexec. Name another one by"
                    + " -Djava.io.tmpdir=FOLDER (and by CORNET_CACHE, if it is that).";
        } else if (cause instanceof IOException || cause instanceof UncheckedIOException) {
            return " The folder " + temporary + " for temporary files cannot be written. Name another one by"
                    + " -Djava.io.tmpdir=FOLDER.";
        }
        return null;
    }
}
