package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.nn.LayerAccess;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Conv2DTranspose}: the input gradient of a convolution as a forward computation. */
final class Conv2DTransposeTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(() -> new Conv2DTranspose(3, 2), Shape.of(3, 4, 2)),
                layer(() -> new Conv2DTranspose(2, 3).strides(2).padding("same").activation("tanh"), Shape.of(3, 2, 2)),
                layer(() -> new Conv2DTranspose(2, 2).dilationRate(2).useBias(false), Shape.of(3, 2, 2)),
                layer(() -> new Conv2DTranspose(2, 3).strides(2).outputPadding(1), Shape.of(2, 3, 2)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = image(1, 2, 2, 3);
        Conv2DTranspose conv = build(new Conv2DTranspose(1, 1, 3).strides(1, 2), x);
        conv.setWeights(Tensor.of(new float[] {1, 10, 100}, 1, 3, 1, 1), Tensor.of(new float[] {0.5f}, 1));
        LayerRun run = run(conv, x); // 2·(1 10 100), plus 3·(1 10 100) shifted by two pixels
        assertTensor(image(1, 5, 2.5f, 20.5f, 203.5f, 30.5f, 300.5f), run.y());
        LayerRun.BackwardResult back = run.backward(List.of(image(1, 5, 1, 0, 1, 0, 0)));
        assertTensor(image(1, 2, 101, 1), back.dxs().get(0));
        assertTensor(
                Tensor.of(new float[] {5, 0, 2}, 1, 3, 1, 1),
                back.dws().get(conv.variables().get(0)));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        String name = "Conv2DTranspose: ";
        rejects(
                name + "filters, the number of output channels, must be positive, got 0",
                () -> new Conv2DTranspose(0, 3));
        rejects(
                name + "kernel_size must be one positive number or two, for height and width, got [0, 0]",
                () -> new Conv2DTranspose(2, 0));
        rejects(
                name + "output_padding must be one or two numbers of 0 or more, got [-1, -1]",
                () -> new Conv2DTranspose(2, 3).outputPadding(-1).check());
        rejects(
                name + "output_padding [2, 2] must be below the strides [2, 2]",
                () -> new Conv2DTranspose(2, 3).strides(2).outputPadding(2).check());
        rejects(
                name + "strides above 1 do not go together with a dilation_rate above 1",
                () -> new Conv2DTranspose(2, 3).strides(2).dilationRate(2).check());
        rejects(
                name + "padding must be \"valid\" or \"same\", got \"causal\"",
                () -> new Conv2DTranspose(2, 3).padding("causal").check());
        rejectsSamples(
                name + "padding \"same\" with output_padding [0, 0] fits no images of shape (2, 2, 1)",
                new Conv2DTranspose(2, 4).padding("same").strides(3).outputPadding(0),
                Shape.of(2, 2, 1));
        rejectsSamples(
                "Conv2DTranspose: wants images (height, width, channels), got samples of shape (2, 3, 4, "
                        + "5). A shape is that of one sample: if 2 is the batch size, leave it out, as in "
                        + "inputShape(3, 4, 5) or Input.of(3, 4, 5).",
                new Conv2DTranspose(2, 3),
                Shape.of(2, 3, 4, 5));
    }

    @Test
    void growsImagesByItsStrides() {
        List<Shape> small = List.of(Shape.of(-1, 5, 7, 2));
        assertEquals(
                List.of(Shape.of(-1, 10, 14, 3)),
                LayerAccess.buildOrCheck(new Conv2DTranspose(3, 3).strides(2).padding("same"), small));
        assertEquals(
                List.of(Shape.of(-1, 11, 15, 3)),
                LayerAccess.buildOrCheck(new Conv2DTranspose(3, 3).strides(2), small));
        assertEquals(
                List.of(Shape.of(-1, 10, 14, 3)),
                LayerAccess.buildOrCheck(new Conv2DTranspose(3, 1).strides(2), small));
    }
}
