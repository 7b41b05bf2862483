package dev.cornet.benchmarks.kernels;

import dev.cornet.backend.Matrix;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * JMH benchmark of matrix products from small to large sizes; 64x10x60000 is the kernel gradient of a small dense layer over a large batch.
 */
public class GemmBenchmark extends KernelBenchmark {
    @Param({"4x4x4", "16x16x16", "64x64x64", "128x512x784", "1x512x784", "784x512x512", "64x10x60000"})
    String size = "4x4x4";

    private Matrix a = Matrix.of(new float[0], 0, 0, 0);
    private Matrix b = a;
    private Matrix aTransposed = a;
    private Matrix c = a;

    @Setup
    public void fill() {
        String[] sizes = size.split("x");
        int m = Integer.parseInt(sizes[0]);
        int n = Integer.parseInt(sizes[1]);
        int k = Integer.parseInt(sizes[2]);
        float[] values = BenchmarkBackend.values(m * k);
        a = Matrix.of(values, 0, m, k);
        aTransposed = Matrix.of(values, 0, k, m).transpose();
        b = Matrix.of(BenchmarkBackend.values(k * n), 0, k, n);
        c = Matrix.of(new float[m * n], 0, m, n);
    }

    @Benchmark
    public float[] product(BenchmarkBackend backend) {
        backend.instance.gemm(a, b, 0, c);
        return c.data();
    }

    @Benchmark
    public float[] gradient(BenchmarkBackend backend) {
        backend.instance.gemm(aTransposed, b, 1, c);
        return c.data();
    }
}
