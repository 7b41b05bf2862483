package dev.cornet.activations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.cornet.config.LibraryClasses;
import dev.cornet.config.Registry;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The names of activations: a user's class has none of Keras' names, even if its class is called like a built-in one. */
class ActivationsTest {
    @Test
    void everyBuiltInActivationHasAName() {
        Registry.components(ActivationFunction.class).stream()
                .filter(LibraryClasses::contains)
                .map(Registry::newInstance)
                .forEach(activation ->
                        assertEquals(Registry.nameOf(activation), Activations.nameOf((ActivationFunction) activation)));
        assertEquals("softmax", Activations.nameOf(new Softmax()));
        assertEquals("relu", Activations.nameOf(new Relu()));
    }

    @Test
    void aUsersActivationHasNone() {
        assertNull(Activations.nameOf(new User.Softmax()));
    }

    private static final class User {
        /** Has the simple name of a class of the library. */
        static final class Softmax extends ActivationFunction {
            @Override
            public Output forward(Tensor x, Pass pass) {
                return new Output(x, (dy, grads) -> dy);
            }
        }
    }
}
