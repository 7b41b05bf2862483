package dev.cornet.console;

/**
 * Escaping of control characters in text that may come from files, before it is shown on a terminal. A file could otherwise set the
 * terminal's colours or reverse the direction of a line. Control characters become \\u and four hexadecimal digits; line ends stay.
 */
public final class PrintableText {
    private PrintableText() {}

    /** The text with its control characters escaped; the same string if it has none. */
    public static String escape(String text) {
        if (isPrintable(text)) {
            return text;
        }
        StringBuilder printable = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPrintable(c)) {
                printable.append(c);
            } else {
                printable.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
            }
        }
        return printable.toString();
    }

    /** True if the text has no control characters except line ends. */
    public static boolean isPrintable(String text) {
        return text.chars().allMatch(PrintableText::isPrintable);
    }

    /** True unless the character is a control character or changes the direction of writing. */
    private static boolean isPrintable(int c) {
        return c == '\n'
                || !(Character.isISOControl(c)
                        || (c >= 0x2028 && c <= 0x202e)
                        || (c >= 0x2066 && c <= 0x2069)
                        || c == 0x061c
                        || c == 0x200e
                        || c == 0x200f
                        || c == 0xfeff);
    }
}
