package dev.cornet.benchmarks.kernels;

import dev.cornet.backend.Backend;
import dev.cornet.backend.JavaBackend;
import dev.cornet.blas.OpenBlasProvider;
import dev.cornet.random.RandomStream;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The backend under the clock; {@code -p backend=java} for plain Java. */
@State(Scope.Benchmark)
public class Chosen {
    @Param("openblas")
    String backend = "openblas";

    Backend instance = new JavaBackend();

    @Setup
    public void open() {
        if (backend.equals("openblas")) {
            instance = new OpenBlasProvider().open();
        }
    }

    /** Uniform values in ±1. */
    public static float[] values(int n) {
        RandomStream noise = new RandomStream(n);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) noise.uniform(i, -1, 1);
        }
        return values;
    }
}
