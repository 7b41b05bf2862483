package dev.cornet.benchmarks.kernels;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.tensor.Tensor;
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
    private Tensor x = conv.images();
    private WeightsAndBias w = WeightsAndBias.of(conv.kernel());
    private Tensor y = conv.outputs();
    private Tensor dx = conv.images();
    private Tensor dw = conv.kernel();

    @Setup
    public void fill() {
        conv = NamedConv.of(shape);
        x = conv.images();
        Tensor bias = BenchmarkBackend.tensor(conv.shape().filters());
        w = new WeightsAndBias(conv.kernel(), bias, new PackedWeights());
        y = conv.outputs();
        dx = Tensor.zeros(x.shape());
        dw = Tensor.zeros(w.unscaled().shape());
    }

    /** As in prediction: packed weights are cached between calls. */
    @Benchmark
    public Tensor forward(BenchmarkBackend backend) {
        backend.instance.conv(conv.shape(), x, w, Epilogue.RELU, y);
        return y;
    }

    @Benchmark
    public Tensor backwardInput(BenchmarkBackend backend) {
        backend.instance.convBackwardInput(conv.shape(), y, w.unscaled(), dx);
        return dx;
    }

    @Benchmark
    public Tensor backwardKernel(BenchmarkBackend backend) {
        backend.instance.convBackwardKernel(conv.shape(), x, y, dw);
        return dw;
    }
}
