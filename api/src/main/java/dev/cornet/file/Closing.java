package dev.cornet.file;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs code and closes what it uses, such as the iterator of a user's source of batches. A try-with-resources statement throws
 * {@code IllegalArgumentException: Self-suppression not permitted} if {@code close} throws the exception that is being thrown already: an
 * iterator may keep its failure and throw it again, and the Java VM throws one and the same {@code OutOfMemoryError} where no memory is left.
 */
public final class Closing {
    private Closing() {}

    /** Returns what {@code code} returns, after running {@code close}. Both failures are kept if both fail. */
    public static <T extends @Nullable Object> T after(Supplier<T> code, Runnable close) {
        T result;
        try {
            result = code.get();
        } catch (Throwable failure) {
            try {
                close.run();
            } catch (Throwable second) {
                addSuppressed(failure, second);
            }
            throw failure;
        }
        close.run();
        return result;
    }

    /** Runs {@code code}, then {@code close}. */
    public static void after(Runnable code, Runnable close) {
        after(
                () -> {
                    code.run();
                    return null;
                },
                close);
    }

    /** Adds {@code second} to the suppressed exceptions of {@code failure}, unless both are the same. */
    public static void addSuppressed(Throwable failure, Throwable second) {
        if (second != failure) {
            failure.addSuppressed(second);
        }
    }
}
