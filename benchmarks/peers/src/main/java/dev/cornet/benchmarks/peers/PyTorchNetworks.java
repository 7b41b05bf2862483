package dev.cornet.benchmarks.peers;

import ai.djl.basicmodelzoo.cv.classification.MobileNetV1;
import ai.djl.basicmodelzoo.cv.classification.ResNetV1;
import ai.djl.basicmodelzoo.cv.classification.VGG;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.nn.recurrent.LSTM;
import dev.cornet.benchmarks.SyntheticData;

/**
 * The networks in DJL, with logits as outputs. VGG16, ResNet50 and MobileNet come from DJL's model zoo and equal Keras', except that
 * MobileNet has ReLU instead of ReLU6 and some convolutions of ResNet50 differ in having a bias.
 */
final class PyTorchNetworks {
    private static final int[][] VGG16 = {{2, 64}, {2, 128}, {3, 256}, {3, 512}, {3, 512}};
    private static final int CLASSES = 1000;

    private PyTorchNetworks() {}

    static Block mlp() {
        return new SequentialBlock()
                .add(dense(512))
                .add(Activation::relu)
                .add(dense(512))
                .add(Activation::relu)
                .add(dense(SyntheticData.CLASSES));
    }

    static Block mnistCnn() {
        SequentialBlock network = new SequentialBlock();
        convolution(network, 32, 3, 0).add(pool());
        convolution(network, 64, 3, 0).add(pool());
        return network.add(Blocks.batchFlattenBlock())
                .add(Dropout.builder().optRate(0.5f).build())
                .add(dense(SyntheticData.CLASSES));
    }

    static Block leNet() {
        SequentialBlock network = new SequentialBlock();
        convolution(network, 6, 5, 2).add(pool());
        convolution(network, 6, 5, 0).add(pool());
        return head(network, 120);
    }

    static Block frozenVgg16() {
        return onVgg16(true);
    }

    static Block trainedVgg16() {
        return onVgg16(false);
    }

    private static Block onVgg16(boolean frozen) {
        SequentialBlock base = new SequentialBlock();
        for (int[] stage : VGG16) {
            for (int i = 0; i < stage[0]; i++) {
                convolution(base, stage[1], 3, 1);
            }
            base.add(pool());
        }
        base.freezeParameters(frozen);
        return head(new SequentialBlock().add(base), 100);
    }

    static Block lstm() {
        return new SequentialBlock()
                .add(LSTM.builder()
                        .setNumLayers(1)
                        .setStateSize(128)
                        .optBatchFirst(true)
                        .optReturnState(false)
                        .build())
                .addSingleton(y -> y.get(":,-1,:"))
                .add(dense(SyntheticData.CLASSES));
    }

    static Block vgg16() {
        return VGG.builder()
                .setNumLayers(16)
                .setConvArch(VGG16)
                .setOutSize(CLASSES)
                .build();
    }

    static Block resNet50() {
        return ResNetV1.builder()
                .setImageShape(new Shape(3, 224, 224))
                .setNumLayers(50)
                .setOutSize(CLASSES)
                .build();
    }

    static Block mobileNet() {
        return MobileNetV1.builder().setOutSize(CLASSES).build();
    }

    private static SequentialBlock head(SequentialBlock network, int units) {
        return network.add(Blocks.batchFlattenBlock())
                .add(dense(units))
                .add(Activation::relu)
                .add(dense(SyntheticData.CLASSES));
    }

    private static SequentialBlock convolution(SequentialBlock network, int filters, int kernel, int padding) {
        return network.add(Conv2d.builder()
                        .setFilters(filters)
                        .setKernelShape(new Shape(kernel, kernel))
                        .optPadding(new Shape(padding, padding))
                        .build())
                .add(Activation::relu);
    }

    private static Block pool() {
        return Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2));
    }

    private static Block dense(int units) {
        return Linear.builder().setUnits(units).build();
    }
}
