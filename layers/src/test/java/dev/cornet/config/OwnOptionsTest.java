package dev.cornet.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.Cornet;
import dev.cornet.constraints.Constraint;
import dev.cornet.exceptions.OptionException;
import dev.cornet.initializers.Initializer;
import dev.cornet.layers.Dense;
import dev.cornet.losses.Loss;
import dev.cornet.metrics.Metric;
import dev.cornet.models.Compile;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.optimizers.FluentOptimizer;
import dev.cornet.optimizers.schedules.LearningRate;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options of users' classes with the keys, and classes with the names, that old files of Keras have: they are read as they were saved. */
class OwnOptionsTest {
    @TempDir
    static Path sources;

    private static OwnComponents own;

    @TempDir
    Path folder;

    @BeforeAll
    static void compileComponents() throws IOException {
        own = OwnComponents.compiled(sources);
    }

    /** A new component of a user's class, whose options have other values than their defaults. */
    private static <C extends Configurable> C changed(Class<C> family, String name) {
        return changed(family.cast(own.create(name)));
    }

    /** Gives all own options other values than their defaults. */
    private static <C extends Configurable> C changed(C component) {
        for (OptionField option : OptionField.of(component.getClass())) {
            Object value = option.get(component);
            if (LibraryClasses.contains(option.declaringClass())) {
                continue;
            }
            if (value instanceof Configurable part) {
                changed(part);
            } else if (value instanceof Double) {
                option.set(component, 0.75);
            } else if (value instanceof Integer) {
                option.set(component, 7);
            } else if (value instanceof Boolean) {
                option.set(component, false);
            } else if (value instanceof int[]) {
                option.set(component, new int[] {4, 5});
            } else if (value instanceof float[]) {
                option.set(component, new float[] {0.1f, 2});
            } else if (value instanceof Enum<?> constant) {
                option.set(component, constant.getDeclaringClass().getEnumConstants()[1]);
            } else {
                option.set(component, option.nullable() ? null : option.key().equals("reduction") ? "auto" : "float16");
            }
        }
        return component;
    }

    private static Model model() {
        UnaryLayer<?> first = changed(UnaryLayer.class, "Embedding");
        first.inputShape(2);
        Dense dense = new Dense(2)
                .activation("hard_sigmoid")
                .kernelInitializer(changed(Initializer.class, "Init"))
                .kernelConstraint(changed(Constraint.class, "Limit"))
                .kernelRegularizer(changed(Regularizer.class, "Penalty"));
        return new Sequential(
                first,
                dense,
                changed(UnaryLayer.class, "Embedding"),
                new Dense(1).activation(changed(ActivationFunction.class, "Activation")));
    }

    private static void assertSameLayers(Model expected, Model loaded) {
        assertEquals(expected.layers().size(), loaded.layers().size());
        for (int i = 0; i < expected.layers().size(); i++) {
            assertEquals(
                    Configs.write(expected.layers().get(i)),
                    Configs.write(loaded.layers().get(i)));
        }
        assertEquals(expected.toJson(), loaded.toJson());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areSavedAndLoadedWithEqualValues(boolean isScheduled) throws Exception {
        Model model = model();
        FluentOptimizer<?> optimizer = changed(FluentOptimizer.class, "Descent");
        optimizer.named("own_descent");
        if (isScheduled) {
            optimizer.learningRate(changed(LearningRate.class, "Rate"));
        }
        model.compile(new Compile(optimizer, changed(Loss.class, "LossFunctionWrapper"))
                .metrics(changed(Metric.class, "MeanMetricWrapper")));
        String file = folder.resolve("own.cornet").toString();
        model.save(file);
        for (Model loaded : List.of(Model.load(file), Model.fromJson(model.toJson()))) {
            assertSameLayers(model, loaded);
        }
        Model loaded = Model.load(file);
        assertEquals(Configs.write(optimizer), Configs.write(loaded.optimizer()));
        Path again = folder.resolve("again.cornet");
        loaded.save(again.toString());
        assertEquals(-1, Files.mismatch(Path.of(file), again));
    }

    /** Each kind by itself, as a part of a model would be read. */
    @Test
    void eachKindIsReadAsWritten() {
        for (Configurable component : own.all()) {
            changed(component);
            assertEquals(
                    Configs.write(component),
                    Configs.write(Configs.read(Configurable.class, Configs.write(component))));
        }
    }

    static final class Taken {
        public static final class NamedLayer extends UnaryLayer<NamedLayer> {
            @Option
            private String name = "mine";

            @Override
            protected Output forward(Tensor x, Pass pass) {
                return new Output(x, (dy, grads) -> dy);
            }
        }

        public static final class Decaying extends FluentOptimizer<Decaying> {
            @Option("weight_decay")
            private double own = 0.5;

            public Decaying() {
                super(0.25);
            }

            @Override
            protected Update update(float lr, long t) {
                return (w, g, s, from, to) -> {};
            }
        }
    }

    @Test
    void aKeyOfTheSuperclassIsRefused() {
        String expected =
                "NamedLayer: the key [name] belongs to two options, the field \"name\" of Layer and the field \"name\" of"
                        + " NamedLayer, of which a file can hold only one. Name yours otherwise, or give it another key: @Option(\"my_name\")";
        assertEquals(
                expected,
                assertThrows(OptionException.class, () -> Cornet.register(Taken.NamedLayer.class))
                        .getMessage());
        assertEquals(
                "Sequential, layer 1 (after dense (Dense)): " + expected,
                assertThrows(
                                OptionException.class,
                                () -> new Sequential(new Dense(1).inputShape(2), new Taken.NamedLayer()))
                        .getMessage());
        Model model = new Sequential(new Dense(1).inputShape(2));
        String message = assertThrows(OptionException.class, () -> model.compile(new Taken.Decaying(), "mse"))
                .getMessage();
        assertEquals(0, message.indexOf("Decaying: the key [weight_decay] belongs to two options"), message);
        assertFalse(model.isCompiled());
    }
}
