package dev.cornet.benchmarks.kernels;

import dev.cornet.tensor.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** JMH benchmark of the backend's elementwise functions and softmax; time per value. */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class VectorMathBenchmark extends KernelBenchmark {
    private static final int N = 64_000;

    private final Tensor x = BenchmarkBackend.tensor(N);
    private final Tensor y = Tensor.zeros(N);

    @Benchmark
    @OperationsPerInvocation(N)
    public Tensor exp(BenchmarkBackend backend) {
        backend.instance.exp(x, y);
        return y;
    }

    @Benchmark
    @OperationsPerInvocation(N)
    public Tensor tanh(BenchmarkBackend backend) {
        backend.instance.tanh(x, y);
        return y;
    }

    @Benchmark
    @OperationsPerInvocation(N)
    public Tensor sigmoid(BenchmarkBackend backend) {
        backend.instance.sigmoid(x, y);
        return y;
    }

    @Benchmark
    @OperationsPerInvocation(N)
    public Tensor softmaxOfTen(BenchmarkBackend backend) {
        backend.instance.softmaxRows(x.reshape(-1, 10), y.reshape(-1, 10));
        return y;
    }

    @Benchmark
    @OperationsPerInvocation(N)
    public Tensor softmaxOfThousand(BenchmarkBackend backend) {
        backend.instance.softmaxRows(x.reshape(-1, 1000), y.reshape(-1, 1000));
        return y;
    }
}
