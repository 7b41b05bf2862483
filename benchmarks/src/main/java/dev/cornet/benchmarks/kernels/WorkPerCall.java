package dev.cornet.benchmarks.kernels;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Work of one invocation of a benchmark: floating point operations or, if memory limits the speed, bytes read and written. */
record WorkPerCall(double amount, boolean isArithmetic) {
    static WorkPerCall of(BenchmarkParams params) {
        String name = params.getBenchmark();
        String kernel = name.substring(name.lastIndexOf('.') + 1);
        if (params.getParamsKeys().contains("shape")) {
            return new WorkPerCall(NamedConv.of(params.getParam("shape")).flops(), true);
        }
        if (params.getParamsKeys().contains("size")) {
            return new WorkPerCall(2 * product(params.getParam("size").split("x")), true);
        }
        if (params.getParamsKeys().contains("sizeChannelsBatch")) {
            String[] sizes = params.getParam("sizeChannelsBatch").split("x");
            double values = product(sizes) * Integer.parseInt(sizes[0]);
            return kernel.startsWith("depthwise")
                    ? new WorkPerCall(2 * 9 * values, true)
                    : new WorkPerCall(
                            Float.BYTES * (kernel.contains("max") ? maxPoolValues(kernel, values) : 1.25 * values),
                            false);
        }
        return new WorkPerCall(2.0 * Float.BYTES * params.getOpsPerInvocation(), false);
    }

    /** Number of values read and written by max pooling: x and y forward; x, y, dy and dx backward. */
    private static double maxPoolValues(String kernel, double values) {
        return (kernel.endsWith("Backward") ? 2.5 : 1.25) * values;
    }

    private static double product(String... numbers) {
        return Arrays.stream(numbers).mapToDouble(Double::parseDouble).reduce(1, (a, b) -> a * b);
    }

    /** Class and method of a benchmark with its parameters. */
    static String name(BenchmarkParams params) {
        String[] parts = params.getBenchmark().split("\\.");
        return parts[parts.length - 2] + "." + parts[parts.length - 1]
                + params.getParamsKeys().stream()
                        .map(key -> " " + params.getParam(key))
                        .collect(Collectors.joining());
    }
}
