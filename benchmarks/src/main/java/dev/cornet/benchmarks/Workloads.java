package dev.cornet.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The workloads of one library by name: {@code W4:8} is the fourth on batches of eight.
 *
 * <p>{@code W2:busy} is the second while {@link Neighbours} keep two cores busy, {@code W2:1core} on one core (to which the scripts bind
 * the process), {@code W2:first} its {@link First} step, {@code W5:stall} the {@link Stall} of another thread while all of W5's network is
 * in training.
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

    /** True where the process has one core, which has its code to compile as well. */
    static boolean onOneCore(String name) {
        return name.endsWith(":1core");
    }

    Iterable<String> names() {
        return all.keySet();
    }
}
