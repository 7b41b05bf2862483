package dev.cornet.applications;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import dev.cornet.graph.GraphInterpreter;
import dev.cornet.graph.plan.Plan;
import dev.cornet.graph.plan.PlanBuilder;
import dev.cornet.graph.plan.Step;
import dev.cornet.models.Model;
import dev.cornet.nn.InputGradientsOnly;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.PlainPass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/**
 * Grad-CAM, which shows where in an image a network sees a class: heat = max(0, Σₖ αₖ·Aᵏ), where Aᵏ are the feature maps of a layer and αₖ
 * is the mean of ∂score/∂Aᵏ over all pixels.
 *
 * <p>The score is the output of the network before its last activation, the logit. {@code new
 * GradCam(model).layer("block5_conv3").heatmap(image, 3)}. Reference: Selvaraju et al., "Grad-CAM: visual explanations from deep networks
 * via gradient-based localization", ICCV 2017.
 */
public final class GradCam {
    private final Model model;
    private final Plan plan;
    private int features;

    /**
     * Creates the maps of a model for its last layer with images of more than one pixel as output; {@link #layer(String)} selects another.
     */
    public GradCam(Model model) {
        this.model = Arguments.notNull(model, "GradCam", "model");
        this.plan = PlanBuilder.plan(model.graph());
        if (model.outputs().size() != 1
                || model.inputs().size() != 1
                || model.output().shape().rank() != 2) {
            throw new OptionException("GradCam: wants a model of one input and one output of class scores, got "
                    + LayerAccess.describe(model) + " with outputs " + model.outputs());
        }
        features = -1;
        for (Step step : plan.steps()) {
            Shape shape = plan.shape(step.outs()[0]);
            boolean isImage = shape.rank() == 4 && shape.dim(1) * shape.dim(2) > 1;
            features = isImage ? step.outs()[0] : features;
        }
        if (features < 0) {
            throw new OptionException("GradCam: no layer of " + LayerAccess.describe(model)
                    + " puts out images (height, width, channels); it looks into networks of Conv2D and the like");
        }
    }

    /** Selects another layer by its name or, in a nested model, by its path, for example {@code "vgg16/block5_conv3"}. */
    public GradCam layer(String name) {
        Model parent = model;
        String[] path = name.split("/");
        for (int i = 0; i < path.length - 1; i++) {
            if (!(parent.getLayer(path[i]) instanceof Model inner)) {
                throw new OptionException("GradCam: " + path[i] + " is no model, so there is no layer " + name);
            }
            parent = inner;
        }
        return layer(parent.getLayer(path[path.length - 1]));
    }

    private GradCam layer(Layer layer) {
        int found =
                layer instanceof Model nested ? outputOf(nested.output().node().operation()) : outputOf(layer);
        if (found < 0 || plan.shape(found).rank() != 4) {
            throw new OptionException("GradCam: " + LayerAccess.describe(layer)
                    + " puts out no images; name a convolution or pooling layer by layer(…)");
        }
        features = found;
        return this;
    }

    /** The index of the value that the layer's last call returns; -1 if it is not called. */
    private int outputOf(Operation layer) {
        int found = -1;
        for (Step step : plan.steps()) {
            if (step.operation() == layer) {
                found = step.outs()[0];
            }
        }
        return found;
    }

    /** The map of the class with the highest score. */
    public Heatmap heatmap(Tensor image) {
        return heatmap(image, model.predict(batch(image)).argMax()[0]);
    }

    /** The map of a class for an image (height, width, channels), or a batch of one. */
    public Heatmap heatmap(Tensor image, int classIndex) {
        int classes = model.output().shape().last();
        HeatmapArguments.requireClass("GradCam", classIndex, classes);
        PlainPass pass = Pass.inference();
        pass.precision(model.precision());
        Outputs run = GraphInterpreter.inspect(plan, List.of(batch(image)), pass, features);
        Tensor scoreGradient = Tensor.zeros(1, classes);
        scoreGradient.set(1, 0, classIndex);
        Tensor a = run.y(0);
        Tensor da = run.backward(List.of(scoreGradient), InputGradientsOnly.INSTANCE)
                .get(0);
        Shape shape = a.shape().withoutBatch();
        return new Heatmap(
                weighted(a, Objects.requireNonNull(da, "the layer leads to the output")),
                a.copy().reshape(shape),
                da.copy().reshape(shape));
    }

    private Tensor batch(Tensor image) {
        return HeatmapArguments.batch("GradCam", image, model.input().shape().withoutBatch());
    }

    private static Tensor weighted(Tensor a, Tensor da) {
        int channels = a.shape().last();
        int pixels = a.size() / channels;
        double[] alpha = new double[channels];
        for (int i = 0; i < da.size(); i++) {
            alpha[i % channels] += da.data()[da.offset() + i] / pixels;
        }
        Tensor heat = Tensor.zeros(a.shape().dim(1), a.shape().dim(2));
        for (int p = 0; p < pixels; p++) {
            double sum = 0;
            for (int k = 0; k < channels; k++) {
                sum += alpha[k] * a.data()[a.offset() + p * channels + k];
            }
            heat.data()[p] = (float) Math.max(0, sum);
        }
        return heat;
    }
}
