package dev.cornet.benchmarks.kernels;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** JMH benchmark of the backend's elementwise functions and softmax; time per value. */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class VectorMathBenchmark extends KernelBenchmark {
    private static final int N = 64_000;

    private final float[] x = BenchmarkBackend.values(N);
    private final float[] y = new float[N];

    @Benchmark
    @OperationsPerInvocation(N)
    public float[] exp(BenchmarkBackend backend) {
        backend.instance.exp(N, x, 0, y, 0);
        return y;
    }

    @Benchmark
    @OperationsPerInvocation(N)
    public float[] tanh(BenchmarkBackend backend) {
        backend.instance.tanh(N, x, 0, y, 0);
        return y;
    }

    @Benchmark
    @OperationsPerInvocation(N)
    public float[] sigmoid(BenchmarkBackend backend) {
        backend.instance.sigmoid(N, x, 0, y, 0);
        return y;
    }

    @Benchmark
    @OperationsPerInvocation(N)
    public float[] softmaxOfTen(BenchmarkBackend backend) {
        backend.instance.softmaxRows(N / 10, 10, x, 0, y, 0);
        return y;
    }

    @Benchmark
    @OperationsPerInvocation(N)
    public float[] softmaxOfThousand(BenchmarkBackend backend) {
        backend.instance.softmaxRows(N / 1000, 1000, x, 0, y, 0);
        return y;
    }
}
