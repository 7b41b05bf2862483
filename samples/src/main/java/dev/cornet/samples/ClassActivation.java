package dev.cornet.samples;

import dev.cornet.Cornet;
import dev.cornet.applications.ClassActivationMap;
import dev.cornet.backend.Ops;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.GlobalAveragePooling2D;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Layer;
import dev.cornet.optimizers.Adam;
import dev.cornet.preprocessing.image.Images;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Class activation maps: where in a picture a network sees the class, though trained on labels only; also its filters and feature maps. */
public final class ClassActivation {
    private static final int[] KINDS = {3, 4, 5};
    private static final int SHOWN = 8;

    private ClassActivation() {}

    public static void main(String[] args) {
        Cornet.setSeed(1);
        Tensor x = new ShapePictures(40, 1).draw(900, KINDS);
        Tensor test = new ShapePictures(40, 2).draw(300, KINDS);
        Sequential model = new Sequential();
        model.add(new Conv2D(16, 3).padding("same").activation("relu").inputShape(40, 40, 3));
        model.add(new MaxPooling2D(2));
        model.add(new Conv2D(32, 3).padding("same").activation("relu"));
        model.add(new MaxPooling2D(2));
        model.add(new Conv2D(64, 3).padding("same").activation("relu"));
        model.add(new GlobalAveragePooling2D());
        model.add(new Dense(KINDS.length).activation("softmax"));
        model.compile(new Adam(3e-3), "sparse_categorical_crossentropy", "accuracy");
        model.fit(x, classes(900), new Fit().epochs(20).verbose(0));
        System.out.printf(
                "test accuracy %.3f%n", model.evaluate(test, classes(300)).get("accuracy"));

        Tensor pictures = Tensor.zeros(2 * SHOWN, 40, 40, 3);
        List<String> captions = new ArrayList<>();
        int[] predicted = model.predict(test.rows(0, SHOWN)).argMax();
        ClassActivationMap maps = new ClassActivationMap(model);
        for (int i = 0; i < SHOWN; i++) {
            Tensor picture = test.rows(i, i + 1).copy().reshape(40, 40, 3);
            Tensor heat = maps.heatmap(picture, predicted[i]).over(toBytes(picture), 0.5);
            pictures.rows(i, i + 1).copyFrom(toBytes(picture).reshape(1, 40, 40, 3));
            pictures.rows(SHOWN + i, SHOWN + i + 1).copyFrom(heat.reshape(1, 40, 40, 3));
            captions.add(ShapePictures.KINDS.get(KINDS[i % KINDS.length]));
        }
        for (int i = 0; i < SHOWN; i++) {
            captions.add("-> " + ShapePictures.KINDS.get(KINDS[predicted[i]]));
        }
        Images.saveGrid(Path.of("class-activation.png"), pictures, SHOWN, captions);
        System.out.println("pictures with class activation maps: class-activation.png");

        Layer first = model.layers().get(0);
        Tensor filters = Images.ofKernel(first.getWeights().get(0));
        Images.saveGrid("learned-filters.png", filters, SHOWN);
        Tensor featureMaps = new Model(model.input(), first.output()).predict(test.rows(0, 1));
        Images.saveGrid("feature-maps.png", Images.ofChannels(featureMaps), SHOWN);
        System.out.println("filters and feature maps of the first layer: learned-filters.png," + " feature-maps.png");
    }

    private static Tensor classes(int n) {
        Tensor y = Tensor.zeros(n, 1);
        for (int i = 0; i < n; i++) {
            y.set(i % KINDS.length, i, 0);
        }
        return y;
    }

    /** Scales values of 0 … 1 to 0 … 255. */
    private static Tensor toBytes(Tensor picture) {
        Tensor x = picture.copy();
        Ops.scale(x, 255);
        return x;
    }
}
