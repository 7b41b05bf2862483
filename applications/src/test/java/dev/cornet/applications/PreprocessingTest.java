package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.lang.reflect.Method;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PreprocessingTest {
    @ParameterizedTest
    @EnumSource(Preprocessing.class)
    void matchesKerasAndDoesNotChangeItsArgument(Preprocessing mode) {
        Golden golden = Golden.read("applications", "preprocess");
        Tensor x = golden.tensor("x");
        Tensor y = mode.apply(x);
        Tensor expected = Golden.tensor(golden.get("modes").get(mode.name().toLowerCase(Locale.ROOT)));
        assertEquals(expected.shape(), y.shape());
        assertArrayEquals(expected.toArray(), y.toArray(), 1e-5f);
        assertArrayEquals(golden.tensor("x").toArray(), x.toArray());
    }

    @Test
    void eachNetworkHasItsPreprocessing() {
        Tensor white = Tensor.of(new float[] {255, 255, 255}, 1, 1, 1, 3);
        assertEquals(255 - 103.939f, VGG16.preprocessInput(white).get(0, 0, 0, 0));
        assertEquals(255 - 123.68f, ResNet50.preprocessInput(white).get(0, 0, 0, 2));
        assertEquals(1, MobileNet.preprocessInput(white).get(0, 0, 0, 0));
        assertEquals(1, InceptionV3.preprocessInput(white).get(0, 0, 0, 0));
        assertEquals(
                -1, InceptionResNetV2.preprocessInput(Tensor.zeros(2, 2, 3)).get(1, 1, 2));
        assertEquals(1, Xception.preprocessInput(white).get(0, 0, 0, 2));
        assertEquals(1, MobileNetV2.preprocessInput(white.reshape(1, 1, 3)).get(0, 0, 1));
    }

    @Test
    void itsPreprocessingIsThatOfItsMethod() throws ReflectiveOperationException {
        Tensor colours = Tensor.of(new float[] {255, 128, 0, 3, 2, 1}, 1, 2, 1, 3);
        for (String name : Applications.names()) {
            Application<?> network = Applications.of(name);
            Method method = network.getClass().getMethod("preprocessInput", Tensor.class);
            Tensor own = (Tensor) method.invoke(null, colours);
            assertArrayEquals(
                    own.toArray(), network.preprocessing().apply(colours).toArray(), name);
        }
    }

    @Test
    void rejectsGreyImages() {
        ShapeException refused =
                assertThrows(ShapeException.class, () -> Preprocessing.TF.apply(Tensor.zeros(2, 8, 8, 1)));
        assertEquals("preprocessInput: expected images with 3 channels last, got (2, 8, 8, 1)", refused.getMessage());
    }
}
