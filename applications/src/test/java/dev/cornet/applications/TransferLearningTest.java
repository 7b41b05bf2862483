package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.Cornet;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.GlobalAveragePooling2D;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.models.Summary;
import dev.cornet.nn.Layer;
import dev.cornet.nn.WeightAllocation;
import dev.cornet.optimizers.Adam;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Transfer learning: a known network as the base of another one. */
final class TransferLearningTest {
    private static Sequential onVgg16() {
        Model base = VGG16.of(null, false, 64, 64, 3);
        Sequential model = new Sequential();
        model.add(base);
        model.add(new Flatten());
        model.add(new Dense(100).activation("relu"));
        model.add(new Dense(10).activation("softmax"));
        base.setTrainable(false);
        return model;
    }

    @Test
    void theSummaryHasTheCourseNumbers() {
        Sequential model = WeightAllocation.uninitialized(Long.MAX_VALUE, TransferLearningTest::onVgg16);
        model.named("transfer");
        List<String> lines = Arrays.asList(model.summaryText(new Summary()).split("\n"));
        String text = String.join("\n", lines);
        assertTrue(text.contains("vgg16 (Functional)"), text);
        assertTrue(text.contains("(None, 2, 2, 512)"), text);
        assertTrue(text.contains("14,714,688"), text);
        assertTrue(text.contains("204,900"), text);
        assertTrue(text.contains("1,010"), text);
        assertEquals(" Total params: 14,920,598 (56.92 MB)", lines.get(lines.size() - 3));
        assertEquals(" Trainable params: 205,910 (804.34 KB)", lines.get(lines.size() - 2));
        assertEquals(" Non-trainable params: 14,714,688 (56.13 MB)", lines.get(lines.size() - 1));
        assertEquals(4, model.layers().size());
    }

    private static Model mobile() {
        MobileNet narrow = new MobileNet().weights(null).alpha(0.25);
        return Hashed.weights(narrow.includeTop(false).inputShape(32, 32, 3).model());
    }

    /** Images of two classes: bright in the upper half, or in the lower half. */
    private static Tensor images(int n) {
        Tensor x = Hashed.images(n, Shape.of(32, 32, 3));
        for (int i = 0; i < x.size(); i++) {
            boolean below = i % (32 * 32 * 3) >= 16 * 32 * 3;
            x.data()[i] += below == (i / (32 * 32 * 3) % 2 == 0) ? 1 : 0;
        }
        return x;
    }

    private static Tensor labels(int n) {
        return Tensor.of(IntStream.range(0, n).map(i -> i % 2).toArray(), n);
    }

    @Test
    void aFrozenBaseIsUnchangedAndItsLastConvolutionsLearnWhenUnfrozen() {
        Cornet.setSeed(3);
        Model base = mobile();
        base.setTrainable(false);
        Sequential model = new Sequential(base, new GlobalAveragePooling2D(), new Dense(2).activation("softmax"));
        model.compile(new Adam(0.01), "sparse_categorical_crossentropy", "accuracy");
        List<Tensor> before = base.getWeights();
        Tensor head = model.getLayer(-1).getWeights().get(0);
        model.fit(images(16), labels(16), new Fit().epochs(2).batchSize(8).verbose(0));
        assertSame(before, base.getWeights(), true);
        assertFalse(Arrays.equals(
                head.toArray(), model.getLayer(-1).getWeights().get(0).toArray()));

        for (Layer layer : base.layers()) {
            boolean last = layer.name().contains("_13") && !(layer instanceof BatchNormalization);
            layer.setTrainable(last);
        }
        model.fit(images(16), labels(16), new Fit().epochs(1).batchSize(8).verbose(0));
        for (Layer layer : base.layers()) {
            List<Tensor> was = before.subList(0, layer.variables().size());
            assertSame(was, layer.getWeights(), !layer.trainable());
            before = before.subList(layer.variables().size(), before.size());
        }
    }

    private static void assertSame(List<Tensor> expected, List<Tensor> weights, boolean same) {
        for (int i = 0; i < expected.size(); i++) {
            if (same) {
                assertArrayEquals(expected.get(i).toArray(), weights.get(i).toArray());
            } else {
                assertFalse(
                        Arrays.equals(expected.get(i).toArray(), weights.get(i).toArray()));
            }
        }
    }

    @Test
    void innerLayersReportTheirActivations() {
        Model base = mobile();
        Model inner = new Model(base.input(), base.getLayer("conv_pw_1_relu").output());
        Tensor y = inner.predict(images(2));
        assertEquals("(2, 16, 16, 16)", y.shape().toString());
        for (float v : y.toArray()) {
            assertTrue(v >= 0 && v <= 6, "relu6");
        }
    }
}
