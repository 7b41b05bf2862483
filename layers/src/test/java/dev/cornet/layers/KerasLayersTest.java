package dev.cornet.layers;

import dev.cornet.config.Registry;
import dev.cornet.layer.Layer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer against real Keras: outputs, gradients, moving statistics. */
final class KerasLayersTest {
    @SuppressWarnings("unchecked") // units of the family
    static Stream<Class<? extends Layer>> layers() {
        return Registry.units(Layer.class).stream()
                .filter(type -> type.getPackageName().equals("dev.cornet.layers"))
                .map(type -> (Class<? extends Layer>) type);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void computesWhatKerasComputes(Class<? extends Layer> type) {
        KerasCases.match(type);
    }
}
