package dev.cornet.callbacks;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One format specification of Python, as the {@code .2f} of {@code {loss:.2f}}: {@code [[fill]align][sign][z][#][0][width][,_][.precision][type]}.
 * Reference: "Format Specification Mini-Language" of the Python documentation.
 *
 * @param align one of {@code < > = ^}, or 0 where none is given
 * @param sign one of {@code + -} and space, or 0
 * @param noNegativeZero z: a negative number that is rounded to zero has no sign
 * @param grouping a comma, an underscore, or 0
 * @param precision −1 where none is given
 * @param type 0 where none is given
 */
record FormatSpec(
        String fill,
        char align,
        char sign,
        boolean noNegativeZero,
        boolean alternate,
        boolean zeroPadded,
        int width,
        char grouping,
        int precision,
        char type) {
    private static final Pattern GRAMMAR =
            Pattern.compile("([+\\- ])?(z)?(#)?(0)?(\\d+)?([,_])?(?:\\.(\\d+))?([A-Za-z%])?");
    private static final String ALIGNMENTS = "<>=^";
    /** Wide enough for every name that a file system takes. */
    private static final int MOST = 1000;

    /** @throws IllegalArgumentException with Python's words */
    static FormatSpec of(String text) {
        String rest = text;
        String fill = "";
        char align = 0;
        int fills = text.length() > 1 && ALIGNMENTS.indexOf(text.charAt(1)) >= 0 ? 1 : 0;
        if (fills < text.length() && ALIGNMENTS.indexOf(text.charAt(fills)) >= 0) {
            fill = text.substring(0, fills);
            align = text.charAt(fills);
            rest = text.substring(fills + 1);
        }
        Matcher m = GRAMMAR.matcher(rest);
        if (!m.matches()) {
            throw new IllegalArgumentException("invalid format specifier \"" + text + "\"");
        }
        boolean zero = m.group(4) != null;
        return new FormatSpec(
                fill.isEmpty() ? (zero ? "0" : " ") : fill,
                align,
                first(m.group(1), (char) 0),
                m.group(2) != null,
                m.group(3) != null,
                zero && fill.isEmpty(),
                number(m.group(5), 0),
                first(m.group(6), (char) 0),
                number(m.group(7), -1),
                first(m.group(8), (char) 0));
    }

    private static char first(@Nullable String text, char otherwise) {
        return text == null ? otherwise : text.charAt(0);
    }

    private static int number(@Nullable String digits, int otherwise) {
        if (digits == null) {
            return otherwise;
        }
        if (digits.length() > 4 || Integer.parseInt(digits) > MOST) {
            throw new IllegalArgumentException("a width or precision of " + digits + " is more than " + MOST);
        }
        return Integer.parseInt(digits);
    }

    /** An int of Python. */
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

    /** A float of Python. */
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

    /** A str of Python. */
    String format(String text) {
        if ((type != 0 && type != 's') || align == '=' || grouping != 0 || sign != 0 || alternate || noNegativeZero) {
            throw new IllegalArgumentException("a text takes fill, <, > or ^, width and precision alone");
        }
        String shown = precision < 0 ? text : text.substring(0, Math.min(precision, text.length()));
        int padding = Math.max(0, width - shown.length());
        int left = align == '>' ? padding : align == '^' ? padding / 2 : 0;
        return fill.repeat(left) + shown + fill.repeat(padding - left);
    }

    private void requireGrouping(boolean may) {
        if (grouping != 0 && !may) {
            throw new IllegalArgumentException("\"" + grouping + "\" does not go with \"" + type + "\"");
        }
    }

    private IllegalArgumentException unknown(String of) {
        return new IllegalArgumentException("\"" + type + "\" is no format of " + of);
    }

    /** Sign, prefix, zeros or grouped digits, what follows them, and what fills the width. */
    private String layout(boolean negative, String prefix, String number, int group) {
        String start = (negative ? "-" : sign == '-' || sign == 0 ? "" : Character.toString(sign)) + prefix;
        int whole = 0;
        while (whole < number.length() && Character.digit(number.charAt(whole), group == 4 ? 16 : 10) >= 0) {
            whole++;
        }
        if (number.startsWith("inf") || number.startsWith("nan")) {
            whole = 0;
        }
        String rest = number.substring(whole);
        char aligned = align != 0 ? align : zeroPadded ? '=' : '>';
        int least = fill.equals("0") && aligned == '=' ? width - start.length() - rest.length() : 0;
        String digits = whole == 0 ? "" : grouped(number.substring(0, whole), least, group);
        int padding = Math.max(0, width - start.length() - digits.length() - rest.length());
        int left = aligned == '>' ? padding : aligned == '^' ? padding / 2 : 0;
        int inside = aligned == '=' ? padding : 0;
        return fill.repeat(left) + start + fill.repeat(inside) + digits + rest + fill.repeat(padding - left - inside);
    }

    /** At least {@code least} characters wide by zeros in front, which are grouped too. */
    private String grouped(String digits, int least, int group) {
        if (grouping == 0) {
            return "0".repeat(Math.max(0, least - digits.length())) + digits;
        }
        StringBuilder text = new StringBuilder();
        int taken = 0; // digits and zeros so far, from the right
        while (taken < digits.length() || text.length() < least) {
            if (taken > 0 && taken % group == 0) {
                text.append(grouping);
                if (taken >= digits.length() && text.length() >= least) {
                    text.append('0'); // a separator never comes first
                    break;
                }
            }
            text.append(taken < digits.length() ? digits.charAt(digits.length() - 1 - taken) : '0');
            taken++;
        }
        return text.reverse().toString();
    }
}
