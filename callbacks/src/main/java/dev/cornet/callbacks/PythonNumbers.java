package dev.cornet.callbacks;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/** Numbers as Python prints them: the fewest digits that read back as the same double. */
final class PythonNumbers {
    private static final int MOST_DIGITS = 17;

    private PythonNumbers() {}

    /** {@code 0.1}, {@code 12345678.9}, {@code 1e-07}, {@code 3e+22}, {@code nan} */
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
        for (int digits = 1; digits <= MOST_DIGITS && shortest == exact; digits++) {
            for (RoundingMode mode : List.of(RoundingMode.UP, RoundingMode.DOWN, RoundingMode.HALF_EVEN)) {
                BigDecimal rounded = exact.round(new MathContext(digits, mode)); // the nearest one comes last and wins
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
}
