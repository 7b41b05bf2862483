package dev.cornet.samples;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Options of a program as pairs: {@code --data DIR}. */
final class Arguments {
    private final Map<String, String> values = new HashMap<>();

    /** Reads the options that a program knows; others end it with a line that names those. */
    Arguments(String[] args, String... known) {
        for (int i = 0; i < args.length; i += 2) {
            if (!List.of(known).contains(args[i]) || i + 1 == args.length) {
                System.err.println(
                        "The options are " + String.join(" VALUE, ", known) + " VALUE; got " + String.join(" ", args));
                System.exit(2);
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
}
