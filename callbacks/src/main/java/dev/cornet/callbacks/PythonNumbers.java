package dev.cornet.callbacks;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** Conversion of numbers to text as in Python. */
final class PythonNumbers {
    private static final int MAX_DIGITS = 17;

    private PythonNumbers() {}

    /**
     * Python's {@code repr}: the fewest digits that are read back as the same double, such as {@code 0.1}, {@code 12345678.9},
     * {@code 1e-07}, {@code 3e+22}, {@code nan}.
     */
    static String repr(double x) {
        if (Double.isNaN(x)) {
            return "nan";
        }
        if (Double.isInfinite(x)) {
            return x > 0 ? "inf" : "-inf";
        }
        if (x == 0) {
            return 1 / x > 0 ? "0.0" : "-0.0";
        }
        BigDecimal exact = new BigDecimal(x);
        BigDecimal shortest = exact;
        for (int digits = 1; digits <= MAX_DIGITS && shortest == exact; digits++) {
            // HALF_EVEN is last, so that the nearest of the candidates wins.
            for (RoundingMode mode : List.of(RoundingMode.UP, RoundingMode.DOWN, RoundingMode.HALF_EVEN)) {
                BigDecimal rounded = exact.round(new MathContext(digits, mode));
                shortest = rounded.doubleValue() == x ? rounded : shortest;
            }
        }
        String digits = shortest.unscaledValue().abs().toString().replaceAll("0+$", "");
        int exponent = shortest.precision() - shortest.scale() - 1;
        String sign = x < 0 ? "-" : "";
        if (exponent < -4 || exponent >= 16) {
            String rest = digits.length() > 1 ? "." + digits.substring(1) : "";
            return sign + digits.charAt(0) + rest + "e" + (exponent < 0 ? "-" : "+")
                    + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        }
        String plain = shortest.abs().stripTrailingZeros().toPlainString();
        return sign + (plain.contains(".") ? plain : plain + ".0");
    }

    /**
     * Formats a non-negative number by a format type of Python.
     *
     * @param type one of {@code e E f F g G n %}, or 0 for none
     * @param precision −1 for the default
     * @param alternate whether to keep the decimal point and trailing zeros
     */
    static String digits(double x, char type, int precision, boolean alternate) {
        boolean percent = type == '%';
        double value = percent ? 100 * x : x;
        String text;
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            text = Double.isNaN(value) ? "nan" : "inf";
        } else if (type == 0 && precision < 0) {
            String shortest = repr(value);
            text = alternate && !shortest.contains(".") ? shortest.replace("e", ".e") : shortest;
        } else {
            int p = precision < 0 ? 6 : precision;
            text = switch (type) {
                case 'f', 'F', '%' ->
                    withPoint(
                            new BigDecimal(value)
                                    .setScale(p, RoundingMode.HALF_EVEN)
                                    .toPlainString(),
                            alternate);
                case 'e', 'E' -> scientific(value, p, alternate);
                default -> general(value, Math.max(1, p), alternate, type == 0);
            };
        }
        return Character.isUpperCase(type) ? text.toUpperCase(Locale.ROOT) : percent ? text + "%" : text;
    }

    private static String withPoint(String number, boolean alternate) {
        return alternate && !number.contains(".") ? number + "." : number;
    }

    private static String scientific(double value, int decimals, boolean alternate) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(decimals + 1, RoundingMode.HALF_EVEN));
        String digits = value == 0 ? "0" : rounded.unscaledValue().toString();
        digits += "0".repeat(Math.max(0, decimals + 1 - digits.length()));
        int exponent = value == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        return withPoint(digits.charAt(0) + (decimals > 0 ? "." + digits.substring(1, decimals + 1) : ""), alternate)
                + "e" + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    /** @param fraction whether a number without exponent has at least one decimal, as it has without a format type */
    private static String general(double value, int significant, boolean alternate, boolean fraction) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(significant, RoundingMode.HALF_EVEN));
        int exponent = value == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        if (exponent < -4 || exponent >= significant - (fraction ? 1 : 0)) {
            String text = scientific(value, significant - 1, alternate);
            int e = text.indexOf('e');
            return (alternate ? text.substring(0, e) : withoutTrailingZeros(text.substring(0, e))) + text.substring(e);
        }
        String text = rounded.setScale(significant - 1 - exponent, RoundingMode.UNNECESSARY)
                .toPlainString();
        String trimmed = alternate ? withPoint(text, true) : withoutTrailingZeros(text);
        return fraction && !trimmed.contains(".") ? trimmed + ".0" : trimmed;
    }

    private static String withoutTrailingZeros(String number) {
        return number.contains(".") ? number.replaceAll("\\.?0+$", "") : number;
    }
}
