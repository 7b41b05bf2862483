package dev.cornet.applications;

import dev.cornet.activations.Activations;
import dev.cornet.config.Components;
import dev.cornet.config.Registry;
import dev.cornet.console.Console;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.layers.Dense;
import dev.cornet.layers.GlobalAveragePooling2D;
import dev.cornet.layers.GlobalMaxPooling2D;
import dev.cornet.layers.Input;
import dev.cornet.models.Model;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.WeightAllocation;
import dev.cornet.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A known network, described by its options; {@link #model} creates it. This class has the options that all networks have.
 *
 * <p>{@code new VGG16().includeTop(false).inputShape(64, 64, 3).pooling("avg").model()}, or in short, without pooling, {@code
 * VGG16.of("imagenet", false, 64, 64, 3)}. Layer names, weights and outputs are those of Keras. Reference: Keras' applications pages.
 *
 * @param <A> the network itself
 */
public abstract class Application<A extends Application<A>> {
    static final String IMAGENET = "imagenet";
    private static final int CLASSES = 1000;
    private static final String LINEAR = "linear";

    private @Nullable String weights = IMAGENET;
    private boolean includeTop = true;
    private @Nullable Symbol inputTensor;
    private int @Nullable [] inputShape;
    private @Nullable String pooling;
    private int classes = CLASSES;
    private ActivationFunction classifierActivation = Activations.of("softmax");
    private @Nullable String name;

    Application() {}

    /** This object, for the end of an option method. */
    @SuppressWarnings("unchecked") // A is the class itself, by the bound
    final A self() {
        return (A) this;
    }

    /** The name of the network's class, which is that of Keras: "ResNet50". */
    final String typeName() {
        return getClass().getSimpleName();
    }

    /** "imagenet" (looked up in ~/.keras/models and the cache, else downloaded), null for random weights, or a file; default "imagenet". */
    public A weights(@Nullable String weights) {
        this.weights = weights;
        return self();
    }

    /** Whether the model includes the classifier at its end; default true. */
    public A includeTop(boolean include) {
        this.includeTop = include;
        return self();
    }

    /**
     * A symbol (batch, height, width, channels) on which the network is built, instead of an input of its own: an {@code Input.of(…)} that
     * several networks share, or an output of other layers. The inputs of the model are those on which the symbol depends; the weights
     * file is for the network alone, without the layers before it.
     */
    public A inputTensor(Symbol tensor) {
        this.inputTensor = Arguments.notNull(tensor, "Application.inputTensor", "tensor");
        return self();
    }

    /**
     * (height, width, channels) of an image. Default: that of the inputTensor, if there is one, else the square images with which the
     * network was trained, of side 224 for most networks, and 3 channels. Unlike in Keras, each size must be given: a network without top
     * has no images of unknown size.
     */
    public A inputShape(int... shape) {
        this.inputShape =
                Arguments.notNull(shape, "Application.inputShape", "shape").clone();
        return self();
    }

    /** The global pooling at the end of a network without top: "avg", "max", or null, which returns the feature maps; default null. */
    public A pooling(@Nullable String pooling) {
        this.pooling = pooling;
        return self();
    }

    /** The number of classes of the top; default 1000, as ImageNet has. */
    public A classes(int classes) {
        this.classes = classes;
        return self();
    }

    /** The activation of the top by Keras' name; null or "linear" for logits; default softmax. */
    public A classifierActivation(@Nullable String activation) {
        return classifierFunction(Components.named(
                ActivationFunction.class,
                activation == null ? LINEAR : activation,
                typeName() + ": classifierActivation"));
    }

    /** The activation of the top as an object, which may be of a class of your own. */
    public A classifierFunction(ActivationFunction activation) {
        this.classifierActivation = Arguments.notNull(activation, "Application.classifierFunction", "activation");
        return self();
    }

    /** The name of the model; default the name that Keras gives it. */
    public A named(String name) {
        this.name = Arguments.notNull(name, "Application.named", "name");
        return self();
    }

    /** The preprocessing of images with channels R, G, B in 0 … 255 for this network, as of its {@code preprocessInput}. */
    public final Preprocessing preprocessing() {
        return preprocessingMode();
    }

    /** The five best classes of ImageNet for each row of scores (batch, 1000), best first. */
    public static List<List<Prediction>> decodePredictions(Tensor scores) {
        return decodePredictions(scores, 5);
    }

    /** The {@code top} best classes of ImageNet for each row of scores (batch, 1000), best first. */
    public static List<List<Prediction>> decodePredictions(Tensor scores, int top) {
        return Prediction.decode(Arguments.notNull(scores, "decodePredictions", "scores"), top);
    }

    /** Creates the network with its weights. */
    public final Model model() {
        int[] shape = shape();
        check(shape);
        String source = weights;
        if (source == null) {
            return graph(shape).whole();
        }
        ApplicationGraph graph = WeightAllocation.uninitialized(Long.MAX_VALUE, () -> graph(shape));
        String file =
                source.equals(IMAGENET) ? imagenet(includeTop, shape).find().toString() : source;
        try {
            graph.network().loadWeights(file);
        } catch (ModelFormatException e) {
            String top = includeTop ? "(true).classes(" + classes + ")" : "(false)";
            throw new ModelFormatException(typeName() + " with includeTop" + top + ": " + e.getMessage(), e);
        }
        return graph.whole();
    }

    /** Creates the network with these options and otherwise default ones. */
    final Model model(@Nullable String source, boolean top, int... shape) {
        return weights(source).includeTop(top).inputShape(shape).model();
    }

    private ApplicationGraph graph(int[] shape) {
        Symbol image = inputTensor != null ? inputTensor : Input.of(shape);
        Symbol x = features(image);
        if (includeTop) {
            x = top(x, classes, classifierActivation);
        } else if ("avg".equals(pooling)) {
            x = x.then(averagePooling());
        } else if ("max".equals(pooling)) {
            x = x.then(maxPooling());
        }
        return ApplicationGraph.of(image, x, name != null ? name : defaultName(shape));
    }

    /** The layers from the image to the last feature maps. */
    abstract Symbol features(Symbol image);

    /** The layers from the last feature maps to the class scores; by default global average pooling and one dense layer. */
    Symbol top(Symbol features, int classes, ActivationFunction activation) {
        return features.then(averagePooling())
                .then(new Dense(classes).activation(activation).named("predictions"));
    }

    /** Keras' name of the model. */
    abstract String defaultName(int[] shape);

    /** The file of ImageNet weights for these options. */
    abstract WeightFile imagenet(boolean top, int[] shape);

    /** The side of the square images that the network takes by default. */
    int side() {
        return 224;
    }

    /** The smallest height and width of an image. */
    int minSide() {
        return 32;
    }

    /** The sides of the square images for which there are ImageNet weights with top. */
    List<Integer> sides() {
        return List.of(side());
    }

    /** The preprocessing with which the network was trained. */
    Preprocessing preprocessingMode() {
        return Preprocessing.TF;
    }

    /** Whether the number of weights of the top depends on the size of the images, as in a top with a Flatten. */
    boolean topDependsOnSize() {
        return false;
    }

    GlobalAveragePooling2D averagePooling() {
        return new GlobalAveragePooling2D();
    }

    GlobalMaxPooling2D maxPooling() {
        return new GlobalMaxPooling2D();
    }

    private int[] shape() {
        Symbol tensor = inputTensor;
        int[] shape = inputShape;
        if (tensor != null) {
            require(
                    tensor.shape().rank() == 4 && tensor.shape().withoutBatch().isKnown(),
                    "inputTensor must be images (batch, height, width, channels) of known size, got %s",
                    tensor.shape());
            int[] own = tensor.shape().withoutBatch().toArray();
            require(
                    shape == null || Arrays.equals(shape, own),
                    "inputTensor holds images of %s, but inputShape is %s. Leave out inputShape.",
                    Arrays.toString(own),
                    Arrays.toString(shape));
            return own;
        }
        return shape == null ? new int[] {side(), side(), 3} : shape;
    }

    private static boolean isChannelsFirst(int[] shape) {
        return shape[0] <= 3 && shape[1] > 3 && shape[2] > 3;
    }

    private void warnOfChannels(int[] shape) {
        if (shape[2] != 3 && shape[2] != 1) {
            Console.warn(typeName() + ": networks for images usually have 1 or 3 channels, got an inputShape of "
                    + Arrays.toString(shape));
        }
    }

    private void check(int[] shape) {
        String text = Arrays.toString(shape);
        require(shape.length == 3, "inputShape must be (height, width, channels), got %s", text);
        require(shape[2] > 0, "images must have at least one channel, got an inputShape of %s", text);
        require(
                Math.min(shape[0], shape[1]) >= minSide(),
                "images must be at least %d x %d, got an inputShape of %s%s",
                minSide(),
                minSide(),
                text,
                isChannelsFirst(shape) ? ". inputShape is (height, width, channels), with the channels last." : "");
        require(classes > 0, "classes must be positive, got %d", classes);
        require(
                pooling == null || pooling.equals("avg") || pooling.equals("max"),
                "pooling must be \"avg\", \"max\" or null, got \"%s\"",
                pooling);
        String source = weights;
        if (source == null || !source.equals(IMAGENET)) {
            require(
                    source == null || isFile(source),
                    "weights must be \"imagenet\", null for random ones, or a file; there is no file %s%s",
                    source,
                    IMAGENET.equalsIgnoreCase(source) ? ". Did you mean \"imagenet\"?" : "");
            warnOfChannels(shape);
            return;
        }
        require(shape[2] == 3, "the ImageNet weights take images of 3 channels, got an inputShape of %s", text);
        require(
                !includeTop || classes == CLASSES,
                "the ImageNet weights with top have %d classes, got %d. Use includeTop(false) and a Dense of your own, or"
                        + " weights(null).",
                CLASSES,
                classes);
        require(
                !includeTop
                        || (shape[0] == shape[1] && sides().contains(shape[0]))
                        || (inputTensor != null && !topDependsOnSize()),
                "the ImageNet weights with top take squares of side %s, got an inputShape of %s. Use"
                        + " includeTop(false) for other sizes.",
                sides(),
                text);
        require(
                !includeTop
                        || "softmax".equals(Activations.nameOf(classifierActivation))
                        || LINEAR.equals(Activations.nameOf(classifierActivation)),
                "the ImageNet weights with top go with softmax or null (logits), not with %s",
                Registry.nameOf(classifierActivation));
    }

    private static boolean isFile(String name) {
        try {
            return Files.isRegularFile(Path.of(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Throws an {@link OptionException} unless the condition holds. */
    final void require(boolean condition, String format, @Nullable Object... arguments) {
        if (!condition) {
            throw new OptionException(typeName() + ": " + String.format(Locale.ROOT, format, arguments));
        }
    }
}
