package dev.cornet.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The workloads of one library by name. {@code W4:8} is workload 4 with batches of eight.
 *
 * <p>{@code W2:shards} is workload 2 in two shards; {@code W2:busy} is workload 2 while {@link BusyProcesses} keep two cores busy; {@code
 * W2:1core} runs on one core, to which the scripts bind the process; {@code W2:first} is its {@link FirstStep}; {@code W5:stall} is the
 * {@link LongestStall} of another thread while all of workload 5's network is trained.
 */
public final class Workloads {
    private final Map<String, Supplier<Workload>> workloads = new LinkedHashMap<>();

    public Workloads add(String name, Supplier<Workload> workload) {
        workloads.put(name, workload);
        return this;
    }

    Workload of(String name) {
        Supplier<Workload> workload = workloads.get(name);
        if (workload == null) {
            throw new IllegalArgumentException(
                    "there is no workload " + name + "; the workloads are " + String.join(" ", workloads.keySet()));
        }
        return workload.get();
    }

    /** True if {@link BusyProcesses} run at the same time. */
    static boolean hasBusyProcesses(String name) {
        return name.endsWith(":busy");
    }

    /** True if the process is bound to one core, where JIT compilation competes with the work and warm-up takes longer. */
    static boolean onOneCore(String name) {
        return name.endsWith(":1core");
    }

    Iterable<String> names() {
        return workloads.keySet();
    }
}
