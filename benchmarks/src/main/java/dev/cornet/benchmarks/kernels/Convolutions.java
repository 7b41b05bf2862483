package dev.cornet.benchmarks.kernels;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.PackedWeights;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Convolutions at shapes of known networks, see {@link ConvShape}. Operations are counted as those of a direct convolution: Winograd's
 * form needs fewer, so it may pass the peak.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
public class Convolutions {
    @Param({
        "224x3-64k3s1b1",
        "56x256-256k3s1b1",
        "64x64-64k3s1b32",
        "13x32-64k3s1b128v",
        "28x128-512k1s1b8",
        "7x512-512k3s1b1"
    })
    String shape = "224x3-64k3s1b1";

    private KnownConv sizes = KnownConv.of(shape);
    private float[] x = {};
    private float[] w = {};
    private float[] bias = {};
    private float[] y = {};
    private float[] dx = {};
    private float[] dw = {};
    private final PackedWeights kept = new PackedWeights();

    @Setup
    public void fill() {
        sizes = KnownConv.of(shape);
        x = Chosen.values(sizes.inputs());
        w = Chosen.values(sizes.shape().weights());
        bias = Chosen.values(sizes.shape().filters());
        y = Chosen.values(sizes.outputs());
        dx = new float[x.length];
        dw = new float[w.length];
    }

    /** As predictions do it: the kernel's transformed form is kept between calls. */
    @Benchmark
    public float[] forward(Chosen chosen) {
        chosen.instance.conv(sizes.shape(), sizes.batch(), x, 0, w, 0, kept, bias, 0, Epilogue.RELU, y, 0);
        return y;
    }

    @Benchmark
    public float[] backwardInput(Chosen chosen) {
        chosen.instance.convBackwardInput(sizes.shape(), sizes.batch(), y, 0, w, 0, dx, 0);
        return dx;
    }

    @Benchmark
    public float[] backwardKernel(Chosen chosen) {
        chosen.instance.convBackwardKernel(sizes.shape(), sizes.batch(), x, 0, y, 0, dw, 0);
        return dw;
    }
}
