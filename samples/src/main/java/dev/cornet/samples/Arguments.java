package dev.cornet.samples;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Options of a program as pairs: {@code --data DIR}. What is wrong with them ends the program with one line. */
final class Arguments {
    private final Map<String, String> values = new HashMap<>();

    /** Reads the options that a program knows. */
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

    String get(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /** The whole number, 1 or more, behind this option. */
    int count(String name, int otherwise) {
        return (int) whole(name, otherwise, 1, Integer.MAX_VALUE);
    }

    /** The whole number behind this option. */
    long whole(String name, long otherwise) {
        return whole(name, otherwise, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private long whole(String name, long otherwise, long least, long most) {
        String value = get(name, String.valueOf(otherwise));
        try {
            long n = Long.parseLong(value);
            if (n >= least && n <= most) {
                return n;
            }
        } catch (NumberFormatException e) {
            // told below, as for a number out of range
        }
        throw stop(name + " must be a whole number" + (least > Long.MIN_VALUE ? " from " + least + " on" : "")
                + ", got " + value);
    }

    private static AssertionError stop(String why) {
        System.err.println(why);
        System.exit(2);
        return new AssertionError("the program has ended");
    }
}
