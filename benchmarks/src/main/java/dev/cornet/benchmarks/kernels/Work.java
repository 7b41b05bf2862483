package dev.cornet.benchmarks.kernels;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;

/** What one invocation of a benchmark does: so many floating point operations, or, where memory is the limit, bytes read and written. */
record Work(double amount, boolean arithmetic) {
    static Work of(BenchmarkParams params) {
        String name = params.getBenchmark();
        String kernel = name.substring(name.lastIndexOf('.') + 1);
        if (params.getParamsKeys().contains("shape")) {
            return new Work(KnownConv.of(params.getParam("shape")).flops(), true);
        }
        if (params.getParamsKeys().contains("size")) {
            return new Work(2 * product(params.getParam("size").split("x")), true);
        }
        if (params.getParamsKeys().contains("sizeChannelsBatch")) {
            String[] sizes = params.getParam("sizeChannelsBatch").split("x");
            double values = product(sizes) * Integer.parseInt(sizes[0]);
            return kernel.startsWith("depthwise")
                    ? new Work(2 * 9 * values, true)
                    : new Work(
                            Float.BYTES * (kernel.contains("max") ? maxPooled(kernel, values) : 1.25 * values), false);
        }
        return new Work(2.0 * Float.BYTES * params.getOpsPerInvocation(), false);
    }

    /** The values that pass: x and y, on the way back x, y, dy and dx. */
    private static double maxPooled(String kernel, double values) {
        return (kernel.endsWith("Backward") ? 2.5 : 1.25) * values;
    }

    private static double product(String... numbers) {
        return Arrays.stream(numbers).mapToDouble(Double::parseDouble).reduce(1, (a, b) -> a * b);
    }

    /** The kernel and its parameters. */
    static String name(BenchmarkParams params) {
        String[] parts = params.getBenchmark().split("\\.");
        return parts[parts.length - 2] + "." + parts[parts.length - 1]
                + params.getParamsKeys().stream()
                        .map(key -> " " + params.getParam(key))
                        .collect(Collectors.joining());
    }
}
