package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link SeparableConv2D}: y = φ((x ∗ D)·P + b). */
final class SeparableConv2DTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(() -> new SeparableConv2D(5, 3).depthMultiplier(2).padding("same"), IMAGE),
                layer(
                        () -> new SeparableConv2D(5, 3)
                                .strides(2)
                                .activation("relu")
                                .useBias(false),
                        IMAGE));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = image(1, 1, 2, 3);
        SeparableConv2D conv = build(new SeparableConv2D(1, 1), x);
        Tensor d = Tensor.of(new float[] {10, 100}, 1, 1, 2, 1);
        Tensor p = Tensor.of(new float[] {1, 2}, 1, 1, 2, 1);
        conv.setWeights(d, p, Tensor.of(new float[] {5}, 1));
        LayerRun run = run(conv, x);
        assertTensor(image(1, 1, 2 * 10 * 1 + 3 * 100 * 2 + 5), run.y());
        LayerRun.BackwardResult back = run.backward(List.of(image(1, 1, 1)));
        List<Variable> w = conv.variables();
        assertTensor(image(1, 1, 10, 200), back.dxs().get(0));
        assertTensor(Tensor.of(new float[] {2, 6}, 1, 1, 2, 1), back.dws().get(w.get(0)));
        assertTensor(Tensor.of(new float[] {20, 300}, 1, 1, 2, 1), back.dws().get(w.get(1)));
        assertTensor(Tensor.of(new float[] {1}, 1), back.dws().get(w.get(2)));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects(
                "SeparableConv2D: filters, the number of output channels, must be positive, got -4",
                () -> new SeparableConv2D(-4, 3));
        rejects(
                "SeparableConv2D: kernel_size must be one positive number or two, for height and width, got [3, 0]",
                () -> new SeparableConv2D(4, 3, 0));
        rejects(
                "SeparableConv2D: depth_multiplier, the outputs of each channel, must be positive, got 0",
                () -> new SeparableConv2D(4, 3).depthMultiplier(0).check());
        rejectsSamples(
                "SeparableConv2D: a window of 3x3 (dilation 2x2) does not fit into an image of 4x4."
                        + " Use padding \"same\", a smaller window, or fewer poolings before it.",
                new SeparableConv2D(4, 3).dilationRate(2),
                Shape.of(4, 4, 3));
    }

    @Test
    void equalsADepthwiseThenAPointwiseConvolution() {
        Tensor x = image(3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18);
        SeparableConv2D both = build(new SeparableConv2D(3, 2).useBias(false), x);
        Tensor y = run(both, x).y();
        DepthwiseConv2D depthwise = build(new DepthwiseConv2D(2).useBias(false), x);
        depthwise.setWeights(both.getWeights().get(0));
        Tensor h = run(depthwise, x).y();
        Conv2D pointwise = build(new Conv2D(3, 1).useBias(false), h);
        pointwise.setWeights(both.getWeights().get(1));
        assertArrayEquals(run(pointwise, h).y().toArray(), y.toArray(), 1e-5f);
    }
}
