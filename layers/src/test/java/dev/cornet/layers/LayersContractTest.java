package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cornet.layer.Layer;
import dev.cornet.tensor.Shape;
import dev.cornet.testing.LayerContract;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer keeps what {@link LayerContract} promises. */
final class LayersContractTest {
    private static final Shape IMAGE = Shape.of(7, 6, 4);

    private static Arguments layer(Supplier<Layer> maker, Shape... samples) {
        return arguments(maker, samples);
    }

    static Stream<Arguments> layers() {
        return Stream.of(
                layer(() -> new Dense(3), Shape.of(5)),
                layer(() -> new Dense(3).activation("tanh").useBias(false), Shape.of(2, 5)),
                layer(() -> new Dense(3).activation("softmax").activityRegularizer("l2"), Shape.of(4)),
                layer(() -> new Activation("sigmoid"), Shape.of(3, 4)),
                layer(() -> new ReLU().maxValue(1).negativeSlope(0.1).threshold(0.25), Shape.of(20)),
                layer(Softmax::new, Shape.of(5)),
                layer(() -> new Softmax(1), Shape.of(3, 5)),
                layer(Flatten::new, IMAGE),
                layer(() -> new Reshape(3, -1), Shape.of(6, 2)),
                layer(() -> new Dropout(0.4), Shape.of(5, 6)),
                layer(() -> new Dropout(0.4).seed(3), Shape.of(7)),
                layer(() -> new Dropout(0.4).noiseShape(-1, 1, -1), Shape.of(5, 6)),
                layer(() -> new Dropout(0.4).noiseShape(1, 5, 1), Shape.of(5, 6)),
                layer(() -> new Conv2D(6, 3).strides(2).padding("same").activation("relu"), IMAGE),
                layer(() -> new Conv2D(6, 2, 3).dilationRate(2).groups(2), IMAGE),
                layer(() -> new DepthwiseConv2D(3).depthMultiplier(2).strides(2).padding("same"), IMAGE),
                layer(
                        () -> new DepthwiseConv2D(3, 2)
                                .dilationRate(2)
                                .activation("tanh")
                                .useBias(false),
                        IMAGE),
                layer(() -> new SeparableConv2D(5, 3).depthMultiplier(2).padding("same"), IMAGE),
                layer(
                        () -> new SeparableConv2D(5, 3)
                                .strides(2)
                                .activation("relu")
                                .useBias(false),
                        IMAGE),
                layer(MaxPooling2D::new, IMAGE),
                layer(() -> new MaxPooling2D(3).strides(2).padding("same"), IMAGE),
                layer(() -> new AveragePooling2D(3, 2).strides(1, 2).padding("same"), IMAGE),
                layer(GlobalMaxPooling2D::new, IMAGE),
                layer(() -> new GlobalMaxPooling2D().keepdims(true), IMAGE),
                layer(GlobalAveragePooling2D::new, IMAGE),
                layer(() -> new GlobalAveragePooling2D().keepdims(true), IMAGE),
                layer(() -> new ZeroPadding2D(1, 0, 2, 1), IMAGE),
                layer(BatchNormalization::new, IMAGE),
                layer(() -> new BatchNormalization().axis(1).scale(false).momentum(0.5), IMAGE),
                layer(() -> new BatchNormalization().trainable(false), Shape.of(4)),
                layer(Add::new, IMAGE, IMAGE, IMAGE),
                layer(Add::new, Shape.of(3, 4), Shape.of(4)),
                layer(Average::new, Shape.of(3, 1), Shape.of(1, 4)),
                layer(Subtract::new, Shape.of(3, 4), Shape.of(3, 1)),
                layer(Multiply::new, Shape.of(3, 4), Shape.of(1, 4), Shape.of(3, 4)),
                layer(Maximum::new, Shape.of(3, 4), Shape.of(3, 4)),
                layer(Minimum::new, Shape.of(3, 4), Shape.of(3, 1)),
                layer(Concatenate::new, Shape.of(3, 4), Shape.of(3, 2)),
                layer(() -> new Concatenate(1), Shape.of(3, 4), Shape.of(1, 4)));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void keepsTheContract(Supplier<Layer> maker, Shape[] samples) {
        assertDoesNotThrow(() -> LayerContract.check(maker, samples));
    }
}
