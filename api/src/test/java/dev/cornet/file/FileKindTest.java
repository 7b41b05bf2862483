package dev.cornet.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.error.ModelFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of others are called by their names, with what to do about them. */
class FileKindTest {
    private static final String READS = " where cornet-applications is among the dependencies";

    @TempDir
    Path folder;

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    }

    /** Both readers say it, with the file's name before. */
    private void is(String kind, Path file) {
        assertEquals(
                file + ": is no .cornet file but " + kind,
                assertThrows(ModelFormatException.class, () -> Archive.open(file, Set.of()))
                        .getMessage());
        assertEquals(
                file + ": is no safetensors file but " + kind,
                assertThrows(ModelFormatException.class, () -> Safetensors.read(file))
                        .getMessage());
    }

    @Test
    void namesKerasFiles() throws IOException {
        is(
                "an HDF5 file (.h5, as Keras writes it), which Cornet reads" + READS,
                write("model.h5", "\u0089HDF\r\n\u001a\n and more"));
    }

    @Test
    void namesASavedModel() throws IOException {
        String kind =
                "a TensorFlow SavedModel; load it in Python and write it by model.save(\"model.keras\"), which Model.load reads"
                        + READS;
        Path file = write("saved/saved_model.pb", "\b\1\22");
        is(kind, file);
        is(kind, folder.resolve("saved"));
    }

    @Test
    void namesAGraph() throws IOException {
        is(
                "a TensorFlow graph (.pb), which has operations in place of layers; write the Keras model that it came from by"
                        + " model.save(\"model.keras\"), which Model.load reads" + READS,
                write("frozen.pb", "\n\u0010\n\1x"));
    }

    @Test
    void namesACheckpointByEachOfItsParts() throws IOException {
        String kind = "a TensorFlow checkpoint; load it into its Keras model in Python and write that by"
                + " model.save_weights(\"model.weights.h5\"), which loadWeights reads" + READS;
        is(kind, write("run/checkpoint", "model_checkpoint_path: \"cp.ckpt\""));
        is(kind, write("run/cp.ckpt.index", "\0\0\1\2\0"));
        is(kind, write("run/cp.ckpt.data-00000-of-00001", "\0\0"));
        is(kind, folder.resolve("run/cp.ckpt"));
        is(kind, folder.resolve("run"));
    }

    @Test
    void namesWhatKeepsNoLayers() throws IOException {
        is(
                "a TensorFlow Lite model, which has operations in place of layers",
                write("model.tflite", "\u001c\0\0\0TFL3\u0014\0"));
        is(
                "an ONNX model, which has operations in place of layers",
                write("model.onnx", "\b\7\22\7pytorch\32\0051.9.0"));
    }

    @Test
    void namesAFolder() throws IOException {
        Files.createDirectories(folder.resolve("some"));
        is("a folder; give the file in it", folder.resolve("some"));
    }

    @Test
    void namesOneThatOnlyItsNameTells() throws IOException {
        String damaged =
                "a damaged one of Keras': it does not begin as an HDF5 or zip file does. Copy or fetch it again";
        is(damaged, write("model.h5", "some words"));
        is(damaged, write("model.keras", "some words"));
        assertNull(FileKind.of(write("empty.h5", "")));
    }

    @Test
    void saysNothingOfOtherFiles() throws IOException {
        assertNull(FileKind.of(write("empty", "")));
        assertNull(FileKind.of(write("text", "some words, and some more")));
        assertNull(FileKind.of(folder.resolve("missing")));
    }
}
