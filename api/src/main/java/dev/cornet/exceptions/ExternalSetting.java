package dev.cornet.exceptions;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parsing of settings from system properties and environment variables; an invalid value is refused with an {@link OptionException}. */
public final class ExternalSetting {
    private ExternalSetting() {}

    /** The value of a system property that is a whole number from {@code min} to {@code max}; null if it is not set. */
    public static @Nullable Long wholeNumber(String property, long min, long max) {
        String value = System.getProperty(property);
        if (value == null || value.isBlank()) {
            return null;
        }
        try {
            long number = Long.parseLong(value.strip());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong("the system property " + property, "a whole number from " + min + " to " + max, value, e);
        }
        throw wrong("the system property " + property, "a whole number from " + min + " to " + max, value, null);
    }

    /** The value of a system property, in lower case, which must be one of {@code words}; null if it is not set. */
    public static @Nullable String oneOf(String property, List<String> words) {
        String value = System.getProperty(property);
        if (value == null || value.isBlank()) {
            return null;
        }
        String word = value.strip().toLowerCase(Locale.ROOT);
        if (!words.contains(word)) {
            throw wrong("the system property " + property, "one of " + words, value, null);
        }
        return word;
    }

    /** The boolean value of a setting: true, yes, on or 1; false, no, off, 0 or blank. */
    public static boolean booleanValue(String name, String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> true;
            case "false", "0", "no", "off", "" -> false;
            default -> throw wrong(name, "true or false", value, null);
        };
    }

    private static OptionException wrong(String name, String expected, String value, @Nullable Throwable cause) {
        OptionException e = new OptionException(name + " must be " + expected + ", got \"" + value + "\"");
        if (cause != null) {
            e.initCause(cause);
        }
        return e;
    }
}
