package dev.cornet.benchmarks.kernels;

import dev.cornet.backend.Backend;
import dev.cornet.backend.JavaBackend;
import dev.cornet.blas.OpenBlasProvider;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** JMH state with the backend to be timed: OpenBLAS, or plain Java with {@code -p backend=java}. */
@State(Scope.Benchmark)
public class BenchmarkBackend {
    @Param("openblas")
    String backend = "openblas";

    Backend instance = new JavaBackend();

    @Setup
    public void open() {
        if (backend.equals("openblas")) {
            instance = new OpenBlasProvider().open();
        }
    }

    /** A tensor of uniform values in ±1. */
    public static Tensor tensor(int... dims) {
        Shape shape = Shape.of(dims);
        return Tensor.wrap(values(shape.size()), shape);
    }

    /** n uniform values in ±1. */
    public static float[] values(int n) {
        RandomStream random = new RandomStream(n);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.uniform(i, -1, 1);
        }
        return values;
    }
}
