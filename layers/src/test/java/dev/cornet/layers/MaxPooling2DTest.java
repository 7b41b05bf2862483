package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.cornet.activations.LeakyRelu;
import dev.cornet.activations.Relu;
import dev.cornet.models.Sequential;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link MaxPooling2D}: the maximum of each window. */
final class MaxPooling2DTest extends Pooling2DChecks<MaxPooling2D> {
    MaxPooling2DTest() {
        super(
                MaxPooling2D::new,
                MaxPooling2D::new,
                new HandExample(image(2, 2, 1, 4, 3, 2), image(1, 1, 4), image(1, 1, 5), image(2, 2, 0, 5, 0, 0)));
    }

    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(MaxPooling2D::new, IMAGE),
                layer(() -> new MaxPooling2D(3).strides(2).padding("same"), IMAGE));
    }

    @Test
    void givesTheGradientToTheFirstOfEquals() {
        assertPools(image(2, 2, 1, 4, 4, 4), 4, 5, image(2, 2, 0, 5, 0, 0));
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
