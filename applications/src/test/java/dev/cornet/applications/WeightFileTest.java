package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.console.Console;
import dev.cornet.data.cache.RemoteFile;
import dev.cornet.exceptions.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WeightFileTest {
    /** A file with the content "abc". */
    private static final WeightFile ABC = new WeightFile(
            new RemoteFile(
                    "abc.h5", 3, "900150983cd24fb0d6963f7d28e17f72", null, List.of("https://example.org/abc.h5")),
            true);

    private final List<String> warnings = new ArrayList<>();
    private final Map<String, String> properties = new HashMap<>();

    @TempDir
    Path folder;

    @BeforeEach
    void setUp() {
        Console.onWarning(warnings::add);
        set("keras.home", folder.resolve("keras").toString());
        set("cornet.cache", folder.resolve("cache").toString());
        set("cornet.offline", "true");
    }

    private void set(String property, String value) {
        properties.put(property, System.getProperty(property));
        System.setProperty(property, value);
    }

    @AfterEach
    void restore() {
        Console.onWarning(Console::toStandardError);
        properties.forEach((property, value) -> {
            if (value == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, value);
            }
        });
    }

    private Path put(String place, String name, String content) throws IOException {
        Path path = folder.resolve(place).resolve("models").resolve(name);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, content);
    }

    @Test
    void searchesKerasFolderThenTheCache() throws IOException {
        Path cached = put("cache", "abc.h5", "abc");
        assertEquals(cached, ABC.find());
        Path keras = put("keras", "abc.h5", "abc");
        assertEquals(keras, ABC.find());
    }

    @Test
    void usesTheFileOfAKerasInstallation() throws IOException {
        Assumptions.assumeTrue(System.getenv("KERAS_HOME") == null);
        System.clearProperty("keras.home");
        set("user.home", folder.resolve("home").toString());
        put("cache", "abc.h5", "abc");
        Path keras = put("home/.keras", "abc.h5", "abc");
        assertEquals(keras, ABC.find());
    }

    @Test
    void skipsAnotherFileOfTheSameName() throws IOException {
        Path keras = put("keras", "abc.h5", "abd");
        Path cached = put("cache", "abc.h5", "abc");
        assertEquals(cached, ABC.find());
        assertEquals(
                List.of(keras
                        + " is not used: it is not the file abc.h5  3 bytes  MD5 900150983cd24fb0d6963f7d28e17f72"),
                warnings);
    }

    @Test
    void explainsWhereToPutTheFileWhenOffline() {
        String message = assertThrows(DataException.class, () -> VGG16.of("imagenet", false, 64, 64, 3))
                .getMessage();
        assertEquals(
                "CORNET_OFFLINE forbids downloads.\nPut these files into " + folder.resolve("cache/models")
                        + ":\n  vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5  58,889,256 bytes  MD5"
                        + " 6d6bbae143d832006294945121d1f1fc\n    https://storage.googleapis.com/tensorflow/keras-applications/"
                        + "vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"
                        + "\nor where Keras keeps them, into " + folder.resolve("keras/models") + ".",
                message);
    }

    /** Keras' cache and Cornet's call the file of a NASNet otherwise than the server. */
    @Test
    void saysUnderWhichNameToSaveAFile() {
        String message = assertThrows(DataException.class, () -> NASNetMobile.of("imagenet"))
                .getMessage();
        assertTrue(message.contains("/NASNet-mobile.h5, saved as nasnet_mobile.h5\n"), message);
    }

    @Test
    void eachNetworkHasItsFiles() {
        int[] shape = {224, 224, 3};
        assertEquals("vgg19_weights_tf_dim_ordering_tf_kernels.h5", name(new VGG19().imagenet(true, shape)));
        assertEquals(
                "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5", name(new ResNet50().imagenet(false, shape)));
        assertEquals(
                "xception_weights_tf_dim_ordering_tf_kernels_notop.h5", name(new Xception().imagenet(false, shape)));
        assertEquals(
                "inception_v3_weights_tf_dim_ordering_tf_kernels.h5", name(new InceptionV3().imagenet(true, shape)));
        assertEquals(
                "inception_resnet_v2_weights_tf_dim_ordering_tf_kernels_notop.h5",
                name(new InceptionResNetV2().imagenet(false, shape)));
        assertEquals("mobilenet_1_0_224_tf.h5", name(new MobileNet().imagenet(true, shape)));
        assertEquals(
                "mobilenet_5_0_160_tf_no_top.h5",
                name(new MobileNet().alpha(0.5).imagenet(false, new int[] {160, 160, 3})));
        assertEquals(
                "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.4_224_no_top.h5",
                name(new MobileNetV2().alpha(1.4).imagenet(false, new int[] {100, 120, 3})));
    }

    private static String name(WeightFile file) {
        return file.file().name();
    }

    @Test
    void doesNotDownloadAFileWithoutChecksum() throws IOException {
        WeightFile file = new MobileNet().alpha(0.25).imagenet(false, new int[] {224, 224, 3});
        String message = assertThrows(DataException.class, file::find).getMessage();
        assertEquals(
                "no checksum of mobilenet_2_5_224_tf_no_top.h5 is known, so it is not fetched.\nFetch it yourself from"
                        + " https://storage.googleapis.com/tensorflow/keras-applications/mobilenet/mobilenet_2_5_224_tf_no_top.h5"
                        + "\nand put it into " + folder.resolve("keras/models") + " or "
                        + folder.resolve("cache/models") + ".",
                message);
        Path cached = put("cache", "mobilenet_2_5_224_tf_no_top.h5", "x");
        assertEquals(cached, file.find());
    }

    @Test
    void namesADamagedFile() throws IOException {
        Path cached = put("cache", "mobilenet_2_5_224_tf_no_top.h5", "x");
        String message = assertThrows(
                        RuntimeException.class,
                        () -> new MobileNet().alpha(0.25).includeTop(false).model())
                .getMessage();
        assertTrue(message.contains(cached.toString()), message);
    }
}
