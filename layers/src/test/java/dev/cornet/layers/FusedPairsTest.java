package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.cornet.nn.Layer;
import dev.cornet.nn.Operation;
import dev.cornet.tensor.Shape;
import dev.cornet.testing.FusionContract;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each pair of layers that is fused computes what the two layers compute. */
class FusedPairsTest {
    private static final Shape IMAGE = Shape.of(9, 9, 4);

    private static Arguments pair(Supplier<? extends Layer> first, Supplier<? extends Layer> next) {
        return Arguments.of(first, next);
    }

    static Stream<Arguments> inInference() {
        return Stream.of(
                pair(() -> new Dense(5), BatchNormalization::new),
                pair(() -> new Dense(5).useBias(false), () -> new BatchNormalization().scale(false)),
                pair(() -> new Dense(5), ReLU::new),
                pair(() -> new Dense(5), () -> new Activation("relu")),
                pair(() -> new Dense(5), () -> new ReLU().maxValue(6)),
                pair(() -> new Conv2D(6, 3), BatchNormalization::new),
                pair(() -> new Conv2D(6, 3).strides(2).padding("same"), ReLU::new),
                pair(() -> new DepthwiseConv2D(3), () -> new BatchNormalization().center(false)),
                pair(() -> new DepthwiseConv2D(3).depthMultiplier(2), () -> new ReLU().maxValue(6)),
                pair(() -> new SeparableConv2D(5, 3), BatchNormalization::new),
                pair(() -> new SeparableConv2D(5, 3).depthMultiplier(2).useBias(false), ReLU::new),
                pair(ZeroPadding2D::new, () -> new Conv2D(6, 3)),
                pair(
                        () -> new ZeroPadding2D(1, 0, 0, 1),
                        () -> new Conv2D(6, 3).strides(2).useBias(false)),
                pair(ZeroPadding2D::new, () -> new DepthwiseConv2D(3)),
                pair(ZeroPadding2D::new, () -> new SeparableConv2D(5, 3).strides(2)));
    }

    @ParameterizedTest
    @MethodSource("inInference")
    void agreeInInference(Supplier<? extends Layer> first, Supplier<? extends Layer> next) {
        FusionContract.inference(first, next, IMAGE);
        FusionContract.notFused(true, first, next, IMAGE);
    }

    @Test
    void sumsAgreeInInference() {
        Operation fused = FusionContract.inference(Add::new, ReLU::new, IMAGE, IMAGE);
        assertInstanceOf(AddWithEpilogue.class, fused);
        FusionContract.inference(Add::new, () -> new Activation("relu"), IMAGE, IMAGE, IMAGE);
        FusionContract.inference(Add::new, ReLU::new, IMAGE, Shape.of(1, 1, 4));
    }

    /**
     * Pairs that have the same bits as the single layers, or agree up to rounding: where the kernel leaves out pixels that pooling does not
     * read, the sums of gradients have other terms.
     */
    static Stream<Arguments> inTraining() {
        return Stream.of(
                sameBits(() -> new Conv2D(6, 3).activation("relu"), () -> new MaxPooling2D(7)),
                sameBits(() -> new Dense(5).activation("relu"), () -> new MaxPooling2D(2)),
                sameBits(() -> new Dense(5).activation("relu"), () -> new MaxPooling2D(3).strides(2)),
                sameBits(() -> new Activation("relu"), () -> new MaxPooling2D(2)),
                sameBits(() -> new DepthwiseConv2D(3).activation("relu"), () -> new MaxPooling2D(3)),
                sameBits(() -> new SeparableConv2D(5, 3).activation("relu"), () -> new MaxPooling2D(2)),
                rounded(() -> new Conv2D(6, 3).padding("same").activation("relu"), () -> new MaxPooling2D(2)),
                rounded(() -> new Conv2D(6, 3).padding("same"), () -> new MaxPooling2D(2)),
                rounded(() -> new Conv2D(6, 2), () -> new MaxPooling2D(2)),
                rounded(() -> new Conv2D(6, 3).padding("same").activation("tanh"), () -> new AveragePooling2D(2)),
                rounded(() -> new Conv2D(6, 3).padding("same").activation("gelu"), () -> new MaxPooling2D(4)));
    }

    private static Arguments sameBits(Supplier<? extends Layer> first, Supplier<? extends Layer> next) {
        return Arguments.of(first, next, true);
    }

    private static Arguments rounded(Supplier<? extends Layer> first, Supplier<? extends Layer> next) {
        return Arguments.of(first, next, false);
    }

    @ParameterizedTest
    @MethodSource("inTraining")
    void agreeInTraining(Supplier<? extends Layer> first, Supplier<? extends Layer> next, boolean haveSameBits) {
        if (haveSameBits) {
            FusionContract.training(first, next, IMAGE);
        } else {
            FusionContract.trainingRounded(first, next, IMAGE);
        }
        FusionContract.inference(first, next, IMAGE);
    }

    static Stream<Arguments> notFused() {
        return Stream.of(
                pair(() -> new Conv2D(6, 3).activation("relu"), BatchNormalization::new),
                pair(() -> new Conv2D(6, 3).activityRegularizer("l2"), BatchNormalization::new),
                pair(() -> new Conv2D(6, 3), () -> new BatchNormalization().axis(1)),
                pair(() -> new Conv2D(6, 3), () -> new Activation("tanh")),
                pair(() -> new Conv2D(6, 2).activation("gelu"), () -> new AveragePooling2D(2)),
                pair(() -> new Conv2D(6, 3).padding("same").activityRegularizer("l2"), () -> new MaxPooling2D(2)),
                pair(() -> new Dense(5).activation("relu").activityRegularizer("l2"), () -> new MaxPooling2D(2)),
                pair(() -> new Activation("elu"), () -> new MaxPooling2D(2)),
                pair(() -> new ZeroPadding2D(3), () -> new Conv2D(6, 3)),
                pair(ZeroPadding2D::new, () -> new Conv2D(6, 1)),
                pair(ZeroPadding2D::new, () -> new Conv2D(6, 3).activation("relu")),
                pair(Flatten::new, BatchNormalization::new));
    }

    @ParameterizedTest
    @MethodSource("notFused")
    void areNotFused(Supplier<? extends Layer> first, Supplier<? extends Layer> next) {
        FusionContract.notFused(false, first, next, IMAGE);
        FusionContract.notFused(true, first, next, IMAGE);
    }
}
