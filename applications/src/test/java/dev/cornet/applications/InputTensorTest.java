package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.OptionException;
import dev.cornet.layers.Activation;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.GlobalAveragePooling2D;
import dev.cornet.layers.Input;
import dev.cornet.models.Model;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network built on a symbol. */
final class InputTensorTest {
    private static MobileNet narrow() {
        return new MobileNet().weights(null).alpha(1 / 32.0).classes(3);
    }

    @Test
    void twoNetworksShareAnInput() {
        Symbol in = Input.of(32, 40, 3);
        Model wide = narrow().inputTensor(in).model();
        Model features =
                new VGG16().weights(null).includeTop(false).inputTensor(in).model();
        assertSame(in, wide.input());
        assertSame(in, features.input());
        assertEquals("(None, 1, 1, 512)", features.output().shape().toString());
        Model both = new Model(List.of(in), List.of(wide.output(), features.output()));
        assertEquals(2, both.predict(List.of(Tensor.zeros(1, 32, 40, 3)), 1).size());
    }

    @Test
    void theModelBeginsAtTheInputsBeforeTheSymbol() {
        Symbol grey = Input.named("grey", 32, 32, 1);
        Symbol image = grey.then(new Activation("tanh")).then(new Conv2D(3, 1).named("colours"));
        Model model =
                narrow().inputTensor(image).inputShape(32, 32, 3).named("eye").model();
        assertEquals("eye", model.name());
        assertSame(grey, model.input());
        assertEquals("grey", model.layers().get(0).name());
        assertEquals("(None, 3)", model.output().shape().toString());
        Tensor x = Hashed.images(2, Shape.of(32, 32, 1));
        Model before = new Model(grey, image);
        Model alone = narrow().inputShape(32, 32, 3).model();
        alone.setWeights(model.getWeights().subList(2, model.getWeights().size()));
        assertArrayEquals(
                alone.predict(before.predict(x)).toArray(), model.predict(x).toArray());
    }

    @Test
    void aFileOfWeightsIsForTheNetworkAlone(@TempDir Path folder) throws IOException {
        Golden golden = Golden.read("applications", "file_mobilenet");
        String file =
                Golden.copy("applications", "file_mobilenet.legacy.h5", folder).toString();
        Symbol in = Input.of(32, 32, 3);
        Conv2D identity = new Conv2D(3, 1).useBias(false);
        Symbol same = in.then(identity);
        identity.setWeights(List.of(Tensor.of(new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 1, 1, 3, 3)));
        Model model = narrow().weights(file).inputTensor(same).model();
        Tensor x = Hashed.images(1, Shape.of(32, 32, 3));
        assertArrayEquals(golden.tensor("output").toArray(), model.predict(x).toArray(), 1e-4f);
    }

    @Test
    void refusesOtherSymbols() {
        Symbol image = Input.of(64, 48, 3);
        assertRefused(
                "MobileNet: inputTensor holds images of [64, 48, 3], but inputShape is [48, 64, 3]. Leave out inputShape.",
                narrow().inputTensor(image).inputShape(48, 64, 3));
        Symbol vector = image.then(new GlobalAveragePooling2D());
        assertRefused(
                "MobileNet: inputTensor must be images (batch, height, width, channels) of known size, got (None, 3)",
                narrow().inputTensor(vector));
        assertRefused(
                "MobileNet: images must be at least 32 x 32, got an inputShape of [31, 32, 3]",
                narrow().inputTensor(Input.of(31, 32, 3)));
        assertRefused(
                "VGG16: the ImageNet weights with top take squares of side [224], got an inputShape of [64, 48, 3]. Use"
                        + " includeTop(false) for other sizes.",
                new VGG16().inputTensor(image));
        assertRefused(
                "ResNet50: the ImageNet weights take images of 3 channels, got an inputShape of [64, 48, 7]",
                new ResNet50().inputTensor(image.then(new Dense(7))));
    }

    private static void assertRefused(String message, Application<?> application) {
        assertEquals(
                message, assertThrows(OptionException.class, application::model).getMessage());
    }
}
