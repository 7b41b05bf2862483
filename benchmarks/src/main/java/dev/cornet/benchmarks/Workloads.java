package dev.cornet.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The workloads of one library by name: {@code W4:8} is the fourth on batches of eight, {@code W2:busy} the second while {@link Neighbours}
 * keep two cores busy.
 */
public final class Workloads {
    private final Map<String, Supplier<Workload>> all = new LinkedHashMap<>();

    public Workloads add(String name, Supplier<Workload> workload) {
        all.put(name, workload);
        return this;
    }

    Workload of(String name) {
        Supplier<Workload> found = all.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "there is no workload " + name + "; the workloads are " + String.join(" ", all.keySet()));
        }
        return found.get();
    }

    /** True where neighbours are to be busy meanwhile. */
    static boolean beside(String name) {
        return name.endsWith(":busy");
    }

    Iterable<String> names() {
        return all.keySet();
    }
}
