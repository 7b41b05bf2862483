package dev.cornet.models;

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
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What saves can be loaded: models within layers, and layers of users that are named like those of the library. */
class SavedModelsTest {
    @TempDir
    Path folder;

    private Model reloaded(Model model) {
        String file = folder.resolve("m.cornet").toString();
        model.save(file);
        return Model.load(file);
    }

    private void comesBack(Model model, Tensor x, Tensor y) {
        Model back = reloaded(model);
        assertArrayEquals(model.predict(x).toArray(), back.predict(x).toArray());
        assertEquals(model.toJson(), back.toJson());
        assertEquals(model.toJson(), Model.fromJson(model.toJson()).toJson());
        if (model.isCompiled()) {
            model.trainOnBatch(x, y);
            back.trainOnBatch(x, y);
            assertArrayEquals(model.predict(x).toArray(), back.predict(x).toArray());
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
            boolean deep = inner instanceof TimeDistributed;
            Sequential model = new Sequential(
                    new TimeDistributed(inner).inputShape(deep ? new int[] {2, 3, 2} : new int[] {4, 2}));
            model.compile("sgd", "mse");
            Tensor x = deep ? values(5, 2, 3, 2) : values(5, 4, 2);
            comesBack(model, x, model.predict(x));
        }
    }

    // ---- users' classes

    /** Does nothing. */
    public abstract static class Nothing<L extends Nothing<L>> extends Fluent<L> {
        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    /** Named like classes of the library and of the graph. */
    static final class Own {
        public static final class Dropout extends Nothing<Dropout> {
            @Option
            private String unmarked;
        }

        public static final class InputLayer extends Nothing<InputLayer> {}

        public static final class Sequential extends Nothing<Sequential> {}

        public static final class SpatialDropout1D extends Nothing<SpatialDropout1D> {}

        public static final class Softmax extends ActivationFunction {
            @Override
            public Output forward(Tensor z, Pass pass) {
                return new Output(z, (dy, grads) -> dy);
            }
        }
    }

    @Test
    void usersLayersThatAreNamedLikeTheLibrarys() {
        for (Layer own :
                List.of(new Own.Dropout(), new Own.InputLayer(), new Own.Sequential(), new Own.SpatialDropout1D())) {
            own.setTrainable(false);
            Layer back = reloaded(new Sequential(new Dense(2).inputShape(2), own))
                    .layers()
                    .get(1);
            assertSame(own.getClass(), back.getClass());
            assertFalse(back.trainable());
        }
    }

    /** The library's softmax lets a loss take the logits; one that is only named so does not. */
    @Test
    void aUsersActivationIsNotTakenForTheLibrarys() {
        Sequential model =
                new Sequential(new Dense(2).activation(new Own.Softmax()).inputShape(2));
        assertFalse("softmax".equals(model.lastActivation()));
        Model back = reloaded(model);
        assertEquals(model.lastActivation(), back.lastActivation());
        assertArrayEquals(
                model.predict(values(1, 2)).toArray(),
                back.predict(values(1, 2)).toArray());
    }

    // ---- what no file could hold

    @Test
    void whatCouldNotBeReadIsNotSaved() throws Exception {
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

    /** A class that can be made anew in this program only by code. */
    public static final class Closed extends Nothing<Closed> {
        Closed(int any) {}
    }

    @Test
    void aClassWithoutAConstructorIsRefusedBeforeAnythingIsWritten() throws Exception {
        Path file = folder.resolve("m.cornet");
        Sequential model = new Sequential(new Dense(1).inputShape(1), new Closed(1));
        String message = assertThrows(CornetException.class, () -> model.save(file.toString()))
                .getMessage();
        assertTrue(message.contains("Closed needs a constructor without arguments"), message);
        assertFalse(Files.exists(file));
        Sequential wrapped = new Sequential(new TimeDistributed(new Closed(1)).inputShape(2, 2));
        assertThrows(CornetException.class, () -> wrapped.save(file.toString()));
    }

    @Test
    void anUnknownClassIsNamedWithTheMend() {
        Sequential model = new Sequential(new Dense(2).inputShape(2), new Own.Dropout());
        String json = model.toJson().replace("SavedModelsTest.Own.Dropout", "Elsewhere.Dropout");
        String message = assertThrows(ModelFormatException.class, () -> Model.fromJson(json))
                .getMessage();
        assertTrue(
                message.contains("Cornet.register(\"dev.cornet.models>Elsewhere.Dropout\", MyLayer.class)"), message);
    }
}
