package dev.cornet.samples;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Command line options in pairs: {@code --data DIR}. A wrong option ends the program with one line of explanation. */
final class Arguments {
    private final Map<String, String> values = new HashMap<>();

    /** Parses the arguments; {@code known} are the allowed options. */
    Arguments(String[] args, String... known) {
        for (int i = 0; i < args.length; i += 2) {
            if (!List.of(known).contains(args[i]) || i + 1 == args.length) {
                throw stop(
                        "The options are " + String.join(" VALUE, ", known) + " VALUE; got " + String.join(" ", args));
            }
            values.put(args[i], args[i + 1]);
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String get(String name, String defaultValue) {
        return values.getOrDefault(name, defaultValue);
    }

    /** The value of an option that is an integer of at least 1. */
    int count(String name, int defaultValue) {
        return (int) integer(name, defaultValue, 1, Integer.MAX_VALUE);
    }

    /** The value of an option that is an integer. */
    long integer(String name, long defaultValue) {
        return integer(name, defaultValue, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private long integer(String name, long defaultValue, long min, long max) {
        String value = get(name, String.valueOf(defaultValue));
        try {
            long n = Long.parseLong(value);
            if (n >= min && n <= max) {
                return n;
            }
        } catch (NumberFormatException e) {
            // reported below, like a number out of range
        }
        throw stop(name + " must be a whole number" + (min > Long.MIN_VALUE ? " from " + min + " on" : "") + ", got "
                + value);
    }

    private static AssertionError stop(String why) {
        System.err.println(why);
        System.exit(2);
        return new AssertionError("the program has ended");
    }
}
