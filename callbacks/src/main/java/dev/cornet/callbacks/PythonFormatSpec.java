package dev.cornet.callbacks;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A format specification of Python, such as {@code .2f} in {@code {loss:.2f}}:
 * {@code [[fill]align][sign][z][#][0][width][,_][.precision][type]}. Reference: "Format Specification Mini-Language" of the Python
 * documentation.
 *
 * @param padding the minimum width, and what fills it
 * @param sign one of {@code + -} and space, or 0 if not given
 * @param noNegativeZero the flag z: a negative number that is rounded to zero has no sign
 * @param alternate the flag #: Python's alternate form
 * @param grouping the thousands separator: a comma, an underscore, or 0 if not given
 * @param precision −1 if not given
 * @param type 0 if not given
 */
record PythonFormatSpec(
        Padding padding,
        char sign,
        boolean noNegativeZero,
        boolean alternate,
        char grouping,
        int precision,
        char type) {
    /**
     * The padding of a value.
     *
     * @param fill the padding character
     * @param align one of {@code < > = ^}, or 0 if not given
     * @param zeros the flag 0: numbers are padded with zeros after the sign
     * @param width the minimum width
     */
    record Padding(String fill, char align, boolean zeros, int width) {}

    private static final Pattern GRAMMAR =
            Pattern.compile("([+\\- ])?(z)?(#)?(0)?(\\d+)?([,_])?(?:\\.(\\d+))?([A-Za-z%])?");
    private static final String ALIGNMENTS = "<>=^";
    /** The largest width and precision: more than file systems allow for a name. */
    private static final int MAX_WIDTH = 1000;

    /**
     * Parses a specification.
     *
     * @throws IllegalArgumentException with a message like Python's
     */
    static PythonFormatSpec of(String text) {
        String rest = text;
        String fill = "";
        char align = 0;
        int alignIndex = text.length() > 1 && ALIGNMENTS.indexOf(text.charAt(1)) >= 0 ? 1 : 0;
        if (alignIndex < text.length() && ALIGNMENTS.indexOf(text.charAt(alignIndex)) >= 0) {
            fill = text.substring(0, alignIndex);
            align = text.charAt(alignIndex);
            rest = text.substring(alignIndex + 1);
        }
        Matcher m = GRAMMAR.matcher(rest);
        if (!m.matches()) {
            throw new IllegalArgumentException("invalid format specifier \"" + text + "\"");
        }
        boolean zero = m.group(4) != null;
        return new PythonFormatSpec(
                new Padding(
                        fill.isEmpty() ? (zero ? "0" : " ") : fill,
                        align,
                        zero && fill.isEmpty(),
                        number(m.group(5), 0)),
                first(m.group(1), (char) 0),
                m.group(2) != null,
                m.group(3) != null,
                first(m.group(6), (char) 0),
                number(m.group(7), -1),
                first(m.group(8), (char) 0));
    }

    private static char first(@Nullable String text, char defaultValue) {
        return text == null ? defaultValue : text.charAt(0);
    }

    private static int number(@Nullable String digits, int defaultValue) {
        if (digits == null) {
            return defaultValue;
        }
        if (digits.length() > 4 || Integer.parseInt(digits) > MAX_WIDTH) {
            throw new IllegalArgumentException("a width or precision of " + digits + " is more than " + MAX_WIDTH);
        }
        return Integer.parseInt(digits);
    }

    /** Formats a whole number, Python's int. */
    String format(long value) {
        if (type != 0 && "eEfFgG%".indexOf(type) >= 0) {
            return format((double) value);
        }
        int radix = switch (type) {
            case 0, 'd', 'n' -> 10;
            case 'b' -> 2;
            case 'o' -> 8;
            case 'x', 'X' -> 16;
            default -> throw unknown("a whole number");
        };
        if (precision >= 0 || noNegativeZero) {
            throw new IllegalArgumentException("whole numbers take neither precision nor z");
        }
        requireGrouping(radix == 10 ? type != 'n' : grouping == '_');
        String digits = Long.toString(Math.abs(value), radix);
        String prefix = !alternate || radix == 10 ? "" : "0" + (radix == 2 ? "b" : radix == 8 ? "o" : "x");
        return type == 'X'
                ? layout(value < 0, prefix.toUpperCase(Locale.ROOT), digits.toUpperCase(Locale.ROOT), 4)
                : layout(value < 0, prefix, digits, radix == 10 ? 3 : 4);
    }

    /** Formats a floating-point number, Python's float. */
    String format(double value) {
        if (type != 0 && "eEfFgGn%".indexOf(type) < 0) {
            throw unknown("a number with a fraction");
        }
        requireGrouping(type != 'n');
        boolean negative = value < 0 || (value == 0 && 1 / value < 0);
        String digits = PythonNumbers.digits(Math.abs(value), type, precision, alternate);
        if (noNegativeZero && digits.matches("[0.]+([eE].*|%)?")) {
            negative = false;
        }
        return layout(negative, "", digits, 3);
    }

    /** Formats a text, Python's str. */
    String format(String text) {
        if ((type != 0 && type != 's')
                || padding.align == '='
                || grouping != 0
                || sign != 0
                || alternate
                || noNegativeZero) {
            throw new IllegalArgumentException("a text takes fill, <, > or ^, width and precision alone");
        }
        String truncated = precision < 0 ? text : text.substring(0, Math.min(precision, text.length()));
        int count = Math.max(0, padding.width - truncated.length());
        int left = padding.align == '>' ? count : padding.align == '^' ? count / 2 : 0;
        return padding.fill.repeat(left) + truncated + padding.fill.repeat(count - left);
    }

    private void requireGrouping(boolean isAllowed) {
        if (grouping != 0 && !isAllowed) {
            throw new IllegalArgumentException("\"" + grouping + "\" does not go with \"" + type + "\"");
        }
    }

    private IllegalArgumentException unknown(String of) {
        return new IllegalArgumentException("\"" + type + "\" is no format of " + of);
    }

    /** Joins sign, prefix, digits with separators, fraction or exponent, and the padding to the width. */
    private String layout(boolean negative, String prefix, String number, int group) {
        String start = (negative ? "-" : sign == '-' || sign == 0 ? "" : Character.toString(sign)) + prefix;
        int wholeDigits = 0;
        while (wholeDigits < number.length()
                && Character.digit(number.charAt(wholeDigits), group == 4 ? 16 : 10) >= 0) {
            wholeDigits++;
        }
        if (number.startsWith("inf") || number.startsWith("nan")) {
            wholeDigits = 0;
        }
        String rest = number.substring(wholeDigits);
        String fill = padding.fill;
        int width = padding.width;
        char alignment = padding.align != 0 ? padding.align : padding.zeros ? '=' : '>';
        int minWidth = fill.equals("0") && alignment == '=' ? width - start.length() - rest.length() : 0;
        String digits = wholeDigits == 0 ? "" : withSeparators(number.substring(0, wholeDigits), minWidth, group);
        int count = Math.max(0, width - start.length() - digits.length() - rest.length());
        int left = alignment == '>' ? count : alignment == '^' ? count / 2 : 0;
        int inside = alignment == '=' ? count : 0;
        return fill.repeat(left) + start + fill.repeat(inside) + digits + rest + fill.repeat(count - left - inside);
    }

    /** Adds separators, and zeros in front until the result has {@code minWidth} characters; separators go between the zeros too. */
    private String withSeparators(String digits, int minWidth, int group) {
        if (grouping == 0) {
            return "0".repeat(Math.max(0, minWidth - digits.length())) + digits;
        }
        StringBuilder text = new StringBuilder();
        int count = 0; // digits and zeros so far, from the right
        while (count < digits.length() || text.length() < minWidth) {
            if (count > 0 && count % group == 0) {
                text.append(grouping);
                if (count >= digits.length() && text.length() >= minWidth) {
                    text.append('0'); // the result must not begin with a separator
                    break;
                }
            }
            text.append(count < digits.length() ? digits.charAt(digits.length() - 1 - count) : '0');
            count++;
        }
        return text.reverse().toString();
    }
}
