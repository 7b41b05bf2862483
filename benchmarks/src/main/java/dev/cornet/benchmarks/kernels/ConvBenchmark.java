package dev.cornet.benchmarks.kernels;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.PackedWeights;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * JMH benchmark of convolutions at shapes of known networks, see {@link NamedConv}. The rate counts the operations of direct convolution;
 * as Winograd convolution needs fewer, it may exceed the machine's peak.
 */
public class ConvBenchmark extends KernelBenchmark {
    @Param({
        "224x3-64k3s1b1",
        "56x256-256k3s1b1",
        "64x64-64k3s1b32",
        "13x32-64k3s1b128v",
        "28x128-512k1s1b8",
        "7x512-512k3s1b1"
    })
    String shape = "224x3-64k3s1b1";

    private NamedConv conv = NamedConv.of(shape);
    private float[] x = {};
    private float[] w = {};
    private float[] bias = {};
    private float[] y = {};
    private float[] dx = {};
    private float[] dw = {};
    private final PackedWeights packed = new PackedWeights();

    @Setup
    public void fill() {
        conv = NamedConv.of(shape);
        x = BenchmarkBackend.values(conv.inputs());
        w = BenchmarkBackend.values(conv.shape().weights());
        bias = BenchmarkBackend.values(conv.shape().filters());
        y = BenchmarkBackend.values(conv.outputs());
        dx = new float[x.length];
        dw = new float[w.length];
    }

    /** As in prediction: packed weights are cached between calls. */
    @Benchmark
    public float[] forward(BenchmarkBackend backend) {
        backend.instance.conv(conv.shape(), conv.batch(), x, 0, w, 0, packed, bias, 0, Epilogue.RELU, y, 0);
        return y;
    }

    @Benchmark
    public float[] backwardInput(BenchmarkBackend backend) {
        backend.instance.convBackwardInput(conv.shape(), conv.batch(), y, 0, w, 0, dx, 0);
        return dx;
    }

    @Benchmark
    public float[] backwardKernel(BenchmarkBackend backend) {
        backend.instance.convBackwardKernel(conv.shape(), conv.batch(), x, 0, y, 0, dw, 0);
        return dw;
    }
}
