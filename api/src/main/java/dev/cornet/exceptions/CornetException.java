package dev.cornet.exceptions;

import dev.cornet.console.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Anything that Cornet refuses: the message says where, what was expected, what came, and the mend.
 *
 * <p>Names and values of files stand in messages. Control characters among them, with which a file could colour a terminal or turn a line
 * around, are written as \\u and four digits; line ends alone stay. Of a long message the middle is left out.
 */
public class CornetException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 3000;
    private static final int END = 500;

    public CornetException(String message) {
        super(printable(message));
    }

    public CornetException(String message, Throwable cause) {
        super(printable(message), cause);
    }

    private static @Nullable String printable(@Nullable String message) {
        if (message == null || (message.length() <= LONGEST && Printable.isPrintable(message))) {
            return message;
        }
        return shortened(Printable.of(shortened(message)));
    }

    private static String shortened(String text) {
        int left = text.length() - LONGEST;
        return left <= 0
                ? text
                : text.substring(0, LONGEST - END) + " … (" + left + " characters are left out) … "
                        + text.substring(text.length() - END);
    }
}
