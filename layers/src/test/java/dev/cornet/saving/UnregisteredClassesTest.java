package dev.cornet.saving;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.Cornet;
import dev.cornet.activations.ElementwiseActivation;
import dev.cornet.console.Console;
import dev.cornet.layers.Dense;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program can load what it has saved without registering its classes; others could not, of which loading warns. */
class UnregisteredClassesTest {
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void collectWarnings() {
        Console.onWarning(warnings::add);
    }

    @AfterEach
    void restoreConsole() {
        Console.onWarning(Console::toStandardError);
    }

    /** y = x */
    public static final class Same extends UnaryLayer<Same> {
        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    /** y = z³ */
    public static final class Cube extends ElementwiseActivation<Cube> {
        @Override
        protected double value(double z) {
            return z * z * z;
        }
    }

    @Test
    void loadingWarnsAndSavingDoesNot(@TempDir Path folder) {
        Model model = new Sequential(new Same().inputShape(2), new Dense(2).activation(new Cube()), new Same());
        String file = folder.resolve("m.cornet").toString();
        model.save(file);
        String json = model.toJson();
        assertEquals(List.of(), warnings);
        Model.load(file);
        assertEquals(
                List.of(
                        "load: Cornet.register(Same.class), Cornet.register(Cube.class) was not called. This program has saved"
                                + " objects of these classes and so can load them; any other program must register them before."),
                warnings);
        warnings.clear();
        Cornet.register(Same.class);
        Model.fromJson(json);
        assertEquals(
                List.of(
                        "fromJson: Cornet.register(Cube.class) was not called. This program has saved an object of this class and"
                                + " so can load it; any other program must register it before."),
                warnings);
        warnings.clear();
        Cornet.register(Cube.class);
        Model.load(file);
        assertEquals(List.of(), warnings);
    }
}
