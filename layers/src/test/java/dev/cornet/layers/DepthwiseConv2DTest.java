package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link DepthwiseConv2D}: y = φ(x ∗ W + b) for each channel separately. */
final class DepthwiseConv2DTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(() -> new DepthwiseConv2D(3).depthMultiplier(2).strides(2).padding("same"), IMAGE),
                layer(
                        () -> new DepthwiseConv2D(3, 2)
                                .dilationRate(2)
                                .activation("tanh")
                                .useBias(false),
                        IMAGE));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = image(1, 1, 2, 3);
        DepthwiseConv2D conv = build(new DepthwiseConv2D(1).depthMultiplier(2), x);
        conv.setWeights(Tensor.of(new float[] {1, 10, 100, 1000}, 1, 1, 2, 2), Tensor.of(new float[] {5, 6, 7, 8}, 4));
        LayerRun run = run(conv, x);
        assertTensor(image(1, 1, 7, 26, 307, 3008), run.y()); // the outputs of a channel are adjacent
        LayerRun.BackwardResult back = run.backward(List.of(image(1, 1, 1, 1, 1, 1)));
        assertTensor(image(1, 1, 11, 1100), back.dxs().get(0));
        assertTensor(
                Tensor.of(new float[] {2, 2, 3, 3}, 1, 1, 2, 2),
                back.dws().get(conv.variables().get(0)));
        assertTensor(
                Tensor.of(new float[] {1, 1, 1, 1}, 4),
                back.dws().get(conv.variables().get(1)));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        String pair = " must be one positive number or two, for height and width, got ";
        rejects("DepthwiseConv2D: kernel_size" + pair + "[0, 0]", () -> new DepthwiseConv2D(0));
        rejects(
                "DepthwiseConv2D: strides" + pair + "[1, 0]",
                () -> new DepthwiseConv2D(3).strides(1, 0).check());
        rejects(
                "DepthwiseConv2D: depth_multiplier, the outputs of each channel, must be positive, got -1",
                () -> new DepthwiseConv2D(3).depthMultiplier(-1).check());
        rejects(
                "DepthwiseConv2D: padding must be \"valid\" or \"same\", got \"SAME\"",
                () -> new DepthwiseConv2D(3).padding("SAME").check());
        rejectsSamples(
                "DepthwiseConv2D: wants images (height, width, channels), got samples of shape (784)."
                        + " Add a Reshape(height, width, channels) before it.",
                new DepthwiseConv2D(3),
                Shape.of(784));
    }

    @Test
    void padsWithZerosForSame() {
        Tensor x = image(2, 2, 1, 2, 3, 4);
        DepthwiseConv2D conv = build(new DepthwiseConv2D(3).padding("same").depthwiseInitializer("ones"), x);
        assertTensor(image(2, 2, 10, 10, 10, 10), run(conv, x).y());
    }
}
