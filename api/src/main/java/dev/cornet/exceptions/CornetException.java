package dev.cornet.exceptions;

import dev.cornet.console.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * Superclass of all exceptions of Cornet. The message says where the error is, what was expected, what came instead, and how to correct it.
 *
 * <p>Messages may contain names and values from files. Control characters in them, with which a file could change a terminal's colours or
 * the direction of a line, are written as \\u and four hexadecimal digits; line ends stay. Long messages are shortened in the middle.
 */
public class CornetException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_LENGTH = 3000;
    private static final int TAIL_LENGTH = 500;

    public CornetException(String message) {
        super(printable(message));
    }

    public CornetException(String message, Throwable cause) {
        super(printable(message), cause);
    }

    /**
     * Returns an exception of the same class, with this one as its cause, whose message begins with {@code place}. Returns this exception
     * itself if its message names the place already, or if its class is not one of Cornet.
     */
    public final CornetException within(String place) {
        String message = String.valueOf(getMessage());
        return message.contains(place) ? this : withMessage(place + ": " + message);
    }

    /** Returns an exception of the same class with this one as its cause. */
    CornetException withMessage(String message) {
        return getClass() == CornetException.class ? new CornetException(message, this) : this;
    }

    private static @Nullable String printable(@Nullable String message) {
        if (message == null || (message.length() <= MAX_LENGTH && PrintableText.isPrintable(message))) {
            return message;
        }
        return shortened(PrintableText.escape(shortened(message)));
    }

    private static String shortened(String text) {
        int excess = text.length() - MAX_LENGTH;
        return excess <= 0
                ? text
                : text.substring(0, MAX_LENGTH - TAIL_LENGTH) + " … (" + excess + " characters are left out) … "
                        + text.substring(text.length() - TAIL_LENGTH);
    }
}
