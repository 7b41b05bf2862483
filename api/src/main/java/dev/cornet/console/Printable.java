package dev.cornet.console;

/**
 * Text from files, fit for a terminal: control characters, with which a file could colour it or turn a line around, are written as \\u and
 * four digits; line ends alone stay.
 */
public final class Printable {
    private Printable() {}

    /** The text itself where nothing in it need be changed. */
    public static String of(String text) {
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

    /** True where {@link #of} changes nothing. */
    public static boolean isPrintable(String text) {
        return text.chars().allMatch(Printable::isPrintable);
    }

    /** Neither a control character nor one that changes the direction of writing. */
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
