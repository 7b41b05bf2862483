package dev.cornet.error;

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
        if (message == null
                || (message.length() <= LONGEST && message.chars().allMatch(CornetException::isPrintable))) {
            return message;
        }
        StringBuilder text = new StringBuilder();
        for (char c : shortened(message).toCharArray()) {
            if (isPrintable(c)) {
                text.append(c);
            } else {
                text.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
            }
        }
        return shortened(text.toString());
    }

    private static String shortened(String text) {
        int left = text.length() - LONGEST;
        return left <= 0
                ? text
                : text.substring(0, LONGEST - END) + " … (" + left + " characters are left out) … "
                        + text.substring(text.length() - END);
    }

    /** Neither a control character nor one that changes the direction of writing. */
    private static boolean isPrintable(int c) {
        return c == '\n'
                || !(Character.isISOControl(c)
                        || (c >= 0x2028 && c <= 0x202e)
                        || (c >= 0x2066 && c <= 0x2069)
                        || c == 0x200e
                        || c == 0x200f
                        || c == 0xfeff);
    }
}
