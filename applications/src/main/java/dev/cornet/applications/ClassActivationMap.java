package dev.cornet.applications;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import dev.cornet.layers.Activation;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.GlobalAveragePooling2D;
import dev.cornet.layers.Softmax;
import dev.cornet.models.Model;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Node;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;

/**
 * Class activation maps, which show where in an image a network sees a class, for networks that end with GlobalAveragePooling2D and one
 * Dense: heat = Σₖ wₖ·Aᵏ, where Aᵏ are the feature maps before the pooling and wₖ the weights of the class. Reference: Zhou et al.,
 * "Learning deep features for discriminative localization", CVPR 2016.
 */
public final class ClassActivationMap {
    private final Model features;
    private final Tensor weights;

    /** Creates the maps of a model that ends with GlobalAveragePooling2D and Dense; Dropout and a final activation layer are allowed. */
    public ClassActivationMap(Model model) {
        Arguments.notNull(model, "ClassActivationMap", "model");
        Node dense = skip(model.output().node(), Activation.class, Softmax.class);
        Node pooling =
                dense.inputs().isEmpty() ? dense : skip(dense.inputs().get(0).node(), Dropout.class);
        if (!(dense.layer() instanceof Dense) || !(pooling.layer() instanceof GlobalAveragePooling2D)) {
            throw new OptionException("ClassActivationMap: " + LayerAccess.describe(model)
                    + " must end by GlobalAveragePooling2D and Dense. Use GradCam for other networks.");
        }
        Symbol featureMaps = pooling.inputs().get(0);
        features = new Model(model.input(), featureMaps);
        weights = dense.layer().variables().get(0).value();
    }

    /** Returns the node itself, or the nearest node before it whose layer is of none of these kinds. */
    private static Node skip(Node node, Class<?>... kinds) {
        for (Class<?> kind : kinds) {
            Layer layer = node.layer();
            if (kind.isInstance(layer)) {
                return skip(node.inputs().get(0).node(), kinds);
            }
        }
        return node;
    }

    /** The map of a class for an image (height, width, channels), or a batch of one. Negative values are evidence against the class. */
    public Heatmap heatmap(Tensor image, int classIndex) {
        int classes = weights.shape().last();
        HeatmapArguments.requireClass("ClassActivationMap", classIndex, classes);
        Tensor a = features.predict(HeatmapArguments.batch(
                "ClassActivationMap", image, features.input().shape().withoutBatch()));
        int channels = a.shape().last();
        Tensor heat = Tensor.zeros(a.shape().dim(1), a.shape().dim(2));
        for (int p = 0; p < heat.size(); p++) {
            double sum = 0;
            for (int k = 0; k < channels; k++) {
                sum += a.data()[a.offset() + p * channels + k] * weights.get(k, classIndex);
            }
            heat.data()[p] = (float) sum;
        }
        return new Heatmap(heat, a.reshape(a.shape().withoutBatch()), null);
    }
}
