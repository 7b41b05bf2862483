package dev.cornet.samples;

import java.util.HashMap;
import java.util.Map;

/** Options of a program as pairs: {@code --data DIR}. */
final class Arguments {
    private final Map<String, String> values = new HashMap<>();

    Arguments(String[] args) {
        for (int i = 0; i < args.length; i += 2) {
            if (!args[i].startsWith("--") || i + 1 == args.length) {
                throw new IllegalArgumentException(
                        "options come in pairs, as --epochs 5; got " + String.join(" ", args));
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
