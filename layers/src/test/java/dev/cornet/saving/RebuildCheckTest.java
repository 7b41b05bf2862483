package dev.cornet.saving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import dev.cornet.Cornet;
import dev.cornet.config.Option;
import dev.cornet.console.Console;
import dev.cornet.exceptions.CornetException;
import dev.cornet.initializers.Ones;
import dev.cornet.layers.Concatenate;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.layers.LSTM;
import dev.cornet.layers.Masking;
import dev.cornet.layers.Reshape;
import dev.cornet.layers.SpatialDropout1D;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.models.Compile;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that could not be loaded is not saved, and a loaded model equals the saved one. */
class RebuildCheckTest {
    @TempDir
    Path folder;

    private String file() {
        return folder.resolve("m.cornet").toString();
    }

    private String refusal(Model model) {
        String message =
                assertThrows(CornetException.class, () -> model.save(file())).getMessage();
        assertFalse(Files.exists(Path.of(file())));
        return message;
    }

    /** Such a model is refused, since the loaded model would have two layers with separate weights. */
    @Test
    void aLayerInsideAWrapperAndOutside() {
        Symbol steps = Input.of(3, 2);
        Symbol one = Input.of(2);
        Dense shared = new Dense(3).named("shared");
        Model model = new Model(List.of(steps, one), List.of(new TimeDistributed(shared).of(steps), shared.of(one)));
        String message = refusal(model);
        assertTrue(message.contains("one more: shared/kernel (2, 3)"), message);
        assertTrue(
                message.contains("A layer inside a wrapper (TimeDistributed, Bidirectional) cannot stand elsewhere"));
    }

    /** A layer whose width is a field, but no option. */
    public static final class Wide extends UnaryLayer<Wide> {
        private int width = 1;

        private Wide() {}

        Wide(int width) {
            this.width = width;
        }

        @Override
        protected void build(Shape in) {
            weight("gain", Shape.of(width), new Ones());
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    @Test
    void aLayerWhoseWeightsDependOnAFieldThatIsNoOption() {
        String message = refusal(new Sequential(new Dense(2).inputShape(2), new Wide(3).named("wide")));
        assertTrue(message.contains("wide/gain (1) instead of (3)"), message);
        new Sequential(new Dense(2).inputShape(2), new Wide(1)).save(file());
    }

    /** A layer with a fault that shows when it is made of its options. */
    public static final class Indexed extends UnaryLayer<Indexed> {
        private int[] sizes = {};

        private Indexed() {}

        Indexed(int... sizes) {
            this.sizes = sizes.clone();
        }

        @Override
        protected void build(Shape in) {
            weight("gain", Shape.of(sizes[0]), new Ones());
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    /** Its stack trace shows the author of the layer where the fault is. */
    @Test
    void theCauseIsKept() {
        Model model = new Sequential(new Dense(2).inputShape(2), new Indexed(3));
        Throwable e = assertThrows(CornetException.class, () -> model.save(file()));
        while (e.getCause() != null) {
            e = e.getCause();
        }
        assertInstanceOf(ArrayIndexOutOfBoundsException.class, e);
        assertEquals("build", e.getStackTrace()[0].getMethodName());
    }

    /** The check of the first saving does not count for another layer with the same options. */
    @Test
    void aReplacedLayerIsCheckedAgain() throws IOException {
        Sequential model = new Sequential(new Dense(2).inputShape(2), new Wide(1).named("wide"));
        model.save(file());
        Files.delete(Path.of(file()));
        model.pop();
        model.add(new Wide(3).named("wide"));
        String message = refusal(model);
        assertTrue(message.contains("wide/gain (1) instead of (3)"), message);
    }

    /** A layer whose output size depends on a field that is no option. */
    public static final class Copies extends UnaryLayer<Copies> {
        private int copies = 1;

        private Copies() {}

        Copies(int copies) {
            this.copies = copies;
        }

        @Override
        protected Shape outputShape(Shape in) {
            return in.withLast(in.last() * copies);
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            throw new IllegalStateException("not run");
        }
    }

    @Test
    void aLayerWhoseOutputShapeDependsOnAFieldThatIsNoOption() {
        String message = refusal(new Sequential(new Dense(2).inputShape(2), new Copies(3)));
        assertTrue(message.contains("gives outputs of shapes [(2)] instead of [(6)]"), message);
    }

    /** Names and trainable are kept inside wrappers too, although Keras' configs of wrapped layers have neither. */
    @Test
    void keepsNamesAndTrainable() {
        Symbol in = Input.of(3, 2);
        Symbol masked = new Masking().of(in);
        Model inner = new Model(
                in, new LSTM(2).of(new Concatenate().named("concatenate").of(masked, masked)));
        Sequential wrapped = new Sequential(
                new TimeDistributed(new SpatialDropout1D(0.5).trainable(false)).inputShape(2, 3, 2),
                new TimeDistributed(inner));
        wrapped.save(file());
        Model loaded = Model.load(file());
        assertEquals(names(wrapped.layers()), names(loaded.layers()));
    }

    private static List<String> names(List<Layer> layers) {
        List<String> names = new ArrayList<>();
        for (Layer layer : layers) {
            names.add(layer.name() + layer.trainable());
            names.addAll(names(LayerAccess.sublayers(layer)));
        }
        return names;
    }

    /** An example is the discriminator of a GAN, which is also trained alone. */
    @Test
    void aCompiledModelInsideAModel() {
        Sequential inner = new Sequential(new Dense(1).inputShape(2));
        inner.compile(new Compile("adam", "mse").metrics("mae"));
        Sequential steps = new Sequential(new Dense(1).inputShape(1));
        steps.compile("sgd", "mae");
        Sequential outer = new Sequential(inner, new Reshape(1, 1), new TimeDistributed(steps));
        outer.compile("sgd", "mae");
        outer.save(file());
        for (Model copy : List.of(Model.load(file()), Model.fromJson(outer.toJson()))) {
            assertEquals(outer.toJson(), copy.toJson());
            Model innerCopy = (Model) copy.layers().get(0);
            assertTrue(innerCopy.isCompiled());
            innerCopy.trainOnBatch(Tensor.zeros(1, 2), Tensor.zeros(1, 1));
            copy.trainOnBatch(Tensor.zeros(1, 2), Tensor.zeros(1, 1, 1));
        }
    }

    /** The weights of the rebuilt model take no memory, so that a checkpoint of a large model does not need its memory twice. */
    @Test
    void theRebuiltModelAllocatesNoWeights() {
        Model model = new Sequential(new LSTM(600).inputShape(2, 600), new Dense(2000));
        assertNull(RebuildCheck.problem(model, ModelWriter.writeForCornet(model))); // loads classes
        model.named("again");
        ObjectNode tree = ModelWriter.writeForCornet(model);
        var thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        assertNull(RebuildCheck.problem(model, tree));
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 4 << 20, () -> allocated + " bytes"); // the weights are 16 MB
    }

    /** Saving rebuilds the model, but draws no random numbers and gives no warnings. */
    @Test
    void savingHasNoSideEffects() {
        List<String> warnings = new ArrayList<>();
        List<float[]> drawn = new ArrayList<>();
        for (boolean saves : List.of(false, true)) {
            Cornet.setSeed(3);
            Model model = new Sequential(new Dense(2).inputShape(2), new Dense(1).activation("softmax"));
            Console.onWarning(warnings::add);
            try {
                if (saves) {
                    model.save(file());
                }
            } finally {
                Console.onWarning(Console::toStandardError);
            }
            drawn.add(new Sequential(new Dense(3).inputShape(2))
                    .getWeights()
                    .get(0)
                    .toArray());
        }
        assertEquals(List.of(), warnings);
        assertArrayEquals(drawn.get(0), drawn.get(1));
    }

    /** Multiplies by an option; its setter does not check whether the layer is built. */
    public static final class Scaled extends UnaryLayer<Scaled> {
        @Option
        private double factor = 1;

        Scaled factor(double factor) {
            this.factor = factor;
            return this;
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            Tensor y = x.copy();
            for (int i = 0; i < y.size(); i++) {
                y.data()[i] *= (float) factor;
            }
            return new Output(y, (dy, grads) -> dy);
        }
    }

    @Test
    void anOptionThatAUsersMethodSetsAfterBuildIsRefusedByTheNextRun() {
        Tensor x = Tensor.of(new float[] {1, 2}, 1, 2);
        Scaled scaled = new Scaled().factor(2).named("scaled");
        Sequential inner = new Sequential(scaled.inputShape(2));
        Sequential model = new Sequential(inner);
        model.compile("sgd", "mse");
        for (Runnable run : List.<Runnable>of(
                () -> model.predict(x), () -> model.evaluate(x, x), () -> model.fit(x, x), () -> model.save(file()))) {
            scaled.factor(5);
            String message = assertThrows(CornetException.class, run::run).getMessage();
            assertTrue(message.contains("scaled (Scaled): the option factor cannot change any more."), message);
            assertArrayEquals(new float[] {2, 4}, model.predict(x).toArray());
        }
    }
}
