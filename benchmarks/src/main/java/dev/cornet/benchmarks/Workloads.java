package dev.cornet.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The workloads by name. */
final class Workloads {
    private static final Map<String, Supplier<Workload>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("W1", () -> new Training(Networks.mlp(), 128, Networks.PIXELS));
        ALL.put("W2", () -> new Training(Networks.mnistCnn(), 128, Networks.DIGIT));
        ALL.put("W3", () -> new Training(Networks.leNet(), 32, Networks.DIGIT));
        ALL.put("W8", () -> new Prediction(Networks.mlp(), 1, Networks.PIXELS, "us", 1e6));
        ALL.put("W9", () -> new Training(Networks.lstm(), 32, Networks.SEQUENCE));
    }

    private Workloads() {}

    static Workload of(String name) {
        Supplier<Workload> found = ALL.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "there is no workload " + name + "; the workloads are " + String.join(" ", ALL.keySet()));
        }
        return found.get();
    }

    static Iterable<String> names() {
        return ALL.keySet();
    }
}
