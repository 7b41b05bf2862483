package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Conv2D}: y = φ(x ∗ W + b). */
final class Conv2DTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(() -> new Conv2D(6, 3).strides(2).padding("same").activation("relu"), IMAGE),
                layer(() -> new Conv2D(6, 2, 3).dilationRate(2).groups(2), IMAGE));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = image(3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        Conv2D conv = build(new Conv2D(1, 2), x);
        conv.setWeights(Tensor.of(new float[] {1, 0, 0, -1}, 2, 2, 1, 1), Tensor.of(new float[] {10}, 1));
        LayerRun run = run(conv, x); // each pixel minus the pixel below and to the right, plus 10
        assertTensor(image(2, 2, 6, 6, 6, 6), run.y());
        LayerRun.BackwardResult back = run.backward(List.of(image(2, 2, 1, 2, 3, 4)));
        assertTensor(image(3, 3, 1, 2, 0, 3, 3, -2, 0, -3, -4), back.dxs().get(0));
        assertTensor(
                Tensor.of(new float[] {37, 47, 67, 77}, 2, 2, 1, 1),
                back.dws().get(conv.variables().get(0)));
        assertTensor(
                Tensor.of(new float[] {10}, 1), back.dws().get(conv.variables().get(1)));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        String pair = " must be one positive number or two, for height and width, got ";
        rejects("Conv2D: filters, the number of output channels, must be positive, got 0", () -> new Conv2D(0, 3));
        rejects("Conv2D: kernel_size" + pair + "[]", () -> new Conv2D(8));
        rejects("Conv2D: kernel_size" + pair + "[3, 3, 3]", () -> new Conv2D(8, 3, 3, 3));
        rejects(
                "Conv2D: strides" + pair + "[0, 0]",
                () -> new Conv2D(8, 3).strides(0).check());
        rejects(
                "Conv2D: dilation_rate" + pair + "[1, -1]",
                () -> new Conv2D(8, 3).dilationRate(1, -1).check());
        rejects(
                "Conv2D: padding must be \"valid\" or \"same\", got \"full\"",
                () -> new Conv2D(8, 3).padding("full").check());
        rejects(
                "Conv2D: filters (8) must be divisible by groups (3)",
                () -> new Conv2D(8, 3).groups(3).check());
        rejects(
                "Conv2D: strides above 1 do not go together with a dilation_rate above 1; leave one of them at 1",
                () -> new Conv2D(8, 3).strides(2).dilationRate(2).check());
        rejectsSamples(
                "Conv2D: 3 channels cannot be cut into 2 groups; their number must be divisible by groups",
                new Conv2D(8, 3).groups(2),
                Shape.of(9, 9, 3));
        rejectsSamples(
                "Conv2D: wants images (height, width, channels), got samples of shape (28, 28)."
                        + " Add a Reshape(28, 28, 1) before it, or the axis of channels to the data.",
                new Conv2D(8, 3),
                Shape.of(28, 28));
        rejectsSamples(
                "Conv2D: a window of 5x5 (dilation 1x1) does not fit into an image of 4x9."
                        + " Use padding \"same\", a smaller window, or fewer poolings before it.",
                new Conv2D(8, 5),
                Shape.of(4, 9, 1));
        rejectsSamples(
                "Conv2D: a convolution of 40000x40000 pixels, 3 channels and 8 filters is too large:"
                        + " 2147483647 values are the most in an image, and in a kernel",
                new Conv2D(8, 5),
                Shape.of(40_000, 40_000, 3));
    }

    @Test
    void keepsGroupsApart() {
        Tensor x = image(1, 1, 2, 3);
        Conv2D conv = build(new Conv2D(2, 1).groups(2).useBias(false), x);
        conv.setWeights(Tensor.of(new float[] {10, 100}, 1, 1, 1, 2));
        assertTensor(image(1, 1, 20, 300), run(conv, x).y());
    }
}
