package dev.cornet.benchmarks.kernels;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * JMH benchmark of matrix products from small to large sizes; 64x10x60000 is the kernel gradient of a small dense layer over a large batch.
 */
public class GemmBenchmark extends KernelBenchmark {
    @Param({"4x4x4", "16x16x16", "64x64x64", "128x512x784", "1x512x784", "784x512x512", "64x10x60000"})
    String size = "4x4x4";

    private int m;
    private int n;
    private int k;
    private float[] a = {};
    private float[] b = {};
    private float[] c = {};

    @Setup
    public void fill() {
        String[] sizes = size.split("x");
        m = Integer.parseInt(sizes[0]);
        n = Integer.parseInt(sizes[1]);
        k = Integer.parseInt(sizes[2]);
        a = BenchmarkBackend.values(m * k);
        b = BenchmarkBackend.values(k * n);
        c = new float[m * n];
    }

    @Benchmark
    public float[] product(BenchmarkBackend backend) {
        backend.instance.gemm(false, false, m, n, k, 1, a, 0, k, b, 0, n, 0, c, 0, n);
        return c;
    }

    @Benchmark
    public float[] gradient(BenchmarkBackend backend) {
        backend.instance.gemm(true, false, m, n, k, 1, a, 0, m, b, 0, n, 1, c, 0, n);
        return c;
    }
}
