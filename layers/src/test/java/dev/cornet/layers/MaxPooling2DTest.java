package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.cornet.activations.LeakyRelu;
import dev.cornet.activations.Relu;
import dev.cornet.models.Sequential;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link MaxPooling2D}: the maximum of each window. */
final class MaxPooling2DTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(MaxPooling2D::new, IMAGE),
                layer(() -> new MaxPooling2D(3).strides(2).padding("same"), IMAGE));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new MaxPooling2D(2), image(2, 2, 1, 4, 3, 2));
        assertTensor(image(1, 1, 4), run.y());
        assertTensor(
                image(2, 2, 0, 5, 0, 0),
                run.backward(List.of(image(1, 1, 5))).dxs().get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects(
                "MaxPooling2D: pool_size must be one positive number or two, for height and width, got [0, 0]",
                () -> new MaxPooling2D(0));
        rejects(
                "MaxPooling2D: strides must be one positive number or two, for height and width, got [2, -1]",
                () -> new MaxPooling2D(2).strides(2, -1).check());
        rejects(
                "MaxPooling2D: padding must be \"valid\" or \"same\", got \"none\"",
                () -> new MaxPooling2D(2).padding("none").check());
        rejectsSamples(
                "MaxPooling2D: a window of 3x3 (dilation 1x1) does not fit into an image of 2x2."
                        + " Use padding \"same\", a smaller window, or fewer poolings before it.",
                new MaxPooling2D(3),
                Shape.of(2, 2, 8));
    }

    @Test
    void givesTheGradientToTheFirstOfEquals() {
        LayerRun run = run(new MaxPooling2D(2), image(2, 2, 1, 4, 4, 4));
        assertTensor(
                image(2, 2, 0, 5, 0, 0),
                run.backward(List.of(image(1, 1, 5))).dxs().get(0));
    }

    /** With options, relu overwrites its argument, so it must not be applied to the pooled values, which the backward reads. */
    @Test
    void getsTheGradientOfAReluWithOptions() {
        Tensor slope = trainedKernel(new Relu().negativeSlope(0.2));
        assertTensor(trainedKernel(new LeakyRelu().negativeSlope(0.2)), slope);
        assertFalse(Arrays.equals(initialKernel().toArray(), slope.toArray()));
    }

    private static Tensor initialKernel() {
        return Tensor.of(new float[] {0.5f, -0.25f}).reshape(1, 1, 1, 2);
    }

    private static Tensor trainedKernel(ActivationFunction activation) {
        Conv2D conv = new Conv2D(2, 1).useBias(false).activation(activation);
        Sequential model = new Sequential(conv.inputShape(4, 4, 1), new MaxPooling2D(2), new Flatten());
        conv.setWeights(initialKernel());
        model.compile(new SGD(0.1), "mse");
        Tensor x = Tensor.zeros(3, 4, 4, 1);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = i % 7 - 3;
        }
        model.trainOnBatch(x, Tensor.zeros(3, 8));
        return conv.getWeights().get(0);
    }
}
