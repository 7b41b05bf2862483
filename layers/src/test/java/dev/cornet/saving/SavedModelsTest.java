package dev.cornet.saving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.config.Option;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saving and loading of models inside layers, and of users' layers with the simple names of library classes. */
class SavedModelsTest {
    @TempDir
    Path folder;

    private Model reloaded(Model model) {
        String file = folder.resolve("m.cornet").toString();
        model.save(file);
        return Model.load(file);
    }

    private void assertSavedAndLoaded(Model model, Tensor x, Tensor y) {
        Model loaded = reloaded(model);
        assertArrayEquals(model.predict(x).toArray(), loaded.predict(x).toArray());
        assertEquals(model.toJson(), loaded.toJson());
        assertEquals(model.toJson(), Model.fromJson(model.toJson()).toJson());
        if (model.isCompiled()) {
            model.trainOnBatch(x, y);
            loaded.trainOnBatch(x, y);
            assertArrayEquals(model.predict(x).toArray(), loaded.predict(x).toArray());
        }
    }

    private static Tensor values(int... dims) {
        Tensor x = Tensor.zeros(dims);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (i * 7 % 11 - 5) / 4f;
        }
        return x;
    }

    @Test
    void aModelWithinAWrapper() {
        Symbol in = Input.of(2);
        Model functional = new Model(in, new Dense(3).activation("tanh").of(in));
        functional.named("each");
        for (Layer inner : List.of(
                new Sequential(new Dense(3).activation("tanh"), new Dense(2)),
                new Sequential(new Dense(3).inputShape(2)),
                functional,
                new TimeDistributed(new Sequential(new Dense(2))))) {
            boolean isNested = inner instanceof TimeDistributed;
            Sequential model = new Sequential(
                    new TimeDistributed(inner).inputShape(isNested ? new int[] {2, 3, 2} : new int[] {4, 2}));
            model.compile("sgd", "mse");
            Tensor x = isNested ? values(5, 2, 3, 2) : values(5, 4, 2);
            assertSavedAndLoaded(model, x, model.predict(x));
        }
    }

    // ---- users' classes

    /** Computes the identity. */
    public abstract static class IdentityLayer<L extends IdentityLayer<L>> extends UnaryLayer<L> {
        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    /** Users' classes with the simple names of library classes. */
    static final class Users {
        public static final class Dropout extends IdentityLayer<Dropout> {
            @Option
            private String unmarked;
        }

        public static final class InputLayer extends IdentityLayer<InputLayer> {}

        public static final class Sequential extends IdentityLayer<Sequential> {}

        public static final class SpatialDropout1D extends IdentityLayer<SpatialDropout1D> {}

        public static final class Softmax extends ActivationFunction {
            @Override
            public Output forward(Tensor z, Pass pass) {
                return new Output(z, (dy, grads) -> dy);
            }
        }
    }

    @Test
    void usersLayersWithNamesOfLibraryLayers() {
        for (Layer layer : List.of(
                new Users.Dropout(), new Users.InputLayer(), new Users.Sequential(), new Users.SpatialDropout1D())) {
            layer.setTrainable(false);
            Layer loaded = reloaded(new Sequential(new Dense(2).inputShape(2), layer))
                    .layers()
                    .get(1);
            assertSame(layer.getClass(), loaded.getClass());
            assertFalse(loaded.trainable());
        }
    }

    /** A loss may use the logits of the library's Softmax, but not of a user's class with that name. */
    @Test
    void aUsersActivationIsNotTakenForThatOfTheLibrary() {
        Sequential model =
                new Sequential(new Dense(2).activation(new Users.Softmax()).inputShape(2));
        assertFalse("softmax".equals(LayerAccess.lastActivation(model)));
        Model loaded = reloaded(model);
        assertEquals(LayerAccess.lastActivation(model), LayerAccess.lastActivation(loaded));
        assertArrayEquals(
                model.predict(values(1, 2)).toArray(),
                loaded.predict(values(1, 2)).toArray());
    }

    // ---- models that cannot be saved

    @Test
    void aModelThatCouldNotBeReadIsNotSaved() throws Exception {
        Path file = folder.resolve("m.cornet");
        Files.writeString(file, "old");
        Sequential named = new Sequential(new Dense(1).named("x".repeat(2000)).inputShape(1));
        String name = assertThrows(CornetException.class, () -> named.save(file.toString()))
                .getMessage();
        assertTrue(name.contains("has a name of 2000 characters"), name);
        Sequential deep = new Sequential(new Dense(1).inputShape(1));
        for (int i = 0; i < 80; i++) {
            deep = new Sequential(deep);
        }
        Sequential deepest = deep;
        String depth = assertThrows(CornetException.class, () -> deepest.save(file.toString()))
                .getMessage();
        assertTrue(depth.contains("cannot be saved, for no file of it could be read"), depth);
        assertThrows(CornetException.class, deepest::toJson);
        assertEquals("old", Files.readString(file));
    }

    /** Has no constructor without arguments, so it cannot be read. */
    public static final class NoConstructor extends IdentityLayer<NoConstructor> {
        NoConstructor(int argument) {}
    }

    @Test
    void aClassWithoutAConstructorIsRefusedBeforeAnythingIsWritten() throws Exception {
        Path file = folder.resolve("m.cornet");
        Sequential model = new Sequential(new Dense(1).inputShape(1), new NoConstructor(1));
        String message = assertThrows(CornetException.class, () -> model.save(file.toString()))
                .getMessage();
        assertTrue(message.contains("NoConstructor needs a constructor without arguments"), message);
        assertFalse(Files.exists(file));
        Sequential wrapped = new Sequential(new TimeDistributed(new NoConstructor(1)).inputShape(2, 2));
        assertThrows(CornetException.class, () -> wrapped.save(file.toString()));
    }

    @Test
    void theMessageForAnUnknownClassSaysHowToRegisterIt() {
        Sequential model = new Sequential(new Dense(2).inputShape(2), new Users.Dropout());
        String json = model.toJson().replace("SavedModelsTest.Users.Dropout", "Elsewhere.Dropout");
        String message = assertThrows(ModelFormatException.class, () -> Model.fromJson(json))
                .getMessage();
        assertTrue(
                message.contains("Cornet.register(\"dev.cornet.saving>Elsewhere.Dropout\", MyLayer.class)"), message);
    }
}
