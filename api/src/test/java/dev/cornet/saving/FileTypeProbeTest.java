package dev.cornet.saving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The messages for files of other formats, which name the type of the file and say what to do with it. */
class FileTypeProbeTest {
    private static final String READS = " where cornet-formats is among the dependencies";

    @TempDir
    Path folder;

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    }

    /** The messages of both readers contain the file's name and this description. */
    private void assertDescribed(String kind, Path file) {
        assertEquals(
                file + ": is no .cornet file but " + kind,
                assertThrows(ModelFormatException.class, () -> CornetArchive.open(file, Set.of()))
                        .getMessage());
        assertEquals(
                file + ": is no safetensors file but " + kind,
                assertThrows(ModelFormatException.class, () -> Safetensors.read(file))
                        .getMessage());
    }

    @Test
    void namesKerasFiles() throws IOException {
        assertDescribed(
                "an HDF5 file (.h5, as Keras writes it), which Cornet reads" + READS,
                write("model.h5", "\u0089HDF\r\n\u001a\n and more"));
    }

    @Test
    void namesASavedModel() throws IOException {
        String kind =
                "a TensorFlow SavedModel; load it in Python and write it by model.save(\"model.keras\"), which Model.load reads"
                        + READS;
        Path file = write("saved/saved_model.pb", "\b\1\22");
        assertDescribed(kind, file);
        assertDescribed(kind, folder.resolve("saved"));
    }

    @Test
    void namesAGraph() throws IOException {
        assertDescribed(
                "a TensorFlow graph (.pb), which has operations in place of layers; write the Keras model that it came from by"
                        + " model.save(\"model.keras\"), which Model.load reads" + READS,
                write("frozen.pb", "\n\u0010\n\1x"));
    }

    @Test
    void namesACheckpointByEachOfItsParts() throws IOException {
        String kind = "a TensorFlow checkpoint; load it into its Keras model in Python and write that by"
                + " model.save_weights(\"model.weights.h5\"), which loadWeights reads" + READS;
        assertDescribed(kind, write("run/checkpoint", "model_checkpoint_path: \"cp.ckpt\""));
        assertDescribed(kind, write("run/cp.ckpt.index", "\0\0\1\2\0"));
        assertDescribed(kind, write("run/cp.ckpt.data-00000-of-00001", "\0\0"));
        assertDescribed(kind, folder.resolve("run/cp.ckpt"));
        assertDescribed(kind, folder.resolve("run"));
    }

    @Test
    void namesFormatsWithoutLayers() throws IOException {
        assertDescribed(
                "a TensorFlow Lite model, which has operations in place of layers",
                write("model.tflite", "\u001c\0\0\0TFL3\u0014\0"));
        assertDescribed(
                "an ONNX model, which has operations in place of layers",
                write("model.onnx", "\b\7\22\7pytorch\32\0051.9.0"));
    }

    @Test
    void namesAFolder() throws IOException {
        Files.createDirectories(folder.resolve("some"));
        assertDescribed("a folder; give the file in it", folder.resolve("some"));
    }

    @Test
    void usesTheFileNameIfTheContentIsUnknown() throws IOException {
        String damaged =
                "a damaged one of Keras': it does not begin as an HDF5 or zip file does. Copy or fetch it again";
        assertDescribed(damaged, write("model.h5", "some words"));
        assertDescribed(damaged, write("model.keras", "some words"));
        assertNull(FileTypeProbe.of(write("empty.h5", "")));
    }

    @Test
    void distinguishesTextFromOtherBytes() throws IOException {
        assertDescribed("a text, no file of weights or of a model", write("text", "some words, and some more"));
        assertEquals(FileTypeProbe.of("a b c d e".getBytes(UTF_8)), FileTypeProbe.of("é, ü, …, 日".getBytes(UTF_8)));
        assertNull(FileTypeProbe.of(new byte[] {-1, -1, -1, -1, 'a', 'b', 'c', 'd', 'e', 'f'}));
        assertNull(FileTypeProbe.of(new byte[] {'a', 0, 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'}));
    }

    @Test
    void describesNeitherEmptyNorMissingFiles() throws IOException {
        assertNull(FileTypeProbe.of(write("empty", "")));
        assertNull(FileTypeProbe.of(folder.resolve("missing")));
    }

    // ---- valid files with misleading names or first bytes

    private static final List<String> NAMES = List.of(
            "checkpoint",
            "x.index",
            "x.data-00000-of-00001",
            "w.pb",
            "saved_model.pb",
            "w.pbtxt",
            "w.h5",
            "w.keras",
            "w.png",
            "w.safetensors");

    private static final Map<String, Tensor> TENSORS =
            Map.of("version https://git-lfs/onnx", Tensor.of(new float[] {7}, 1));

    /** A safetensors file with a header of {@code length} bytes, padded with spaces. */
    private static byte[] withHeader(int length) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Safetensors.write(out, TENSORS, Map.of());
        byte[] shortest = out.toByteArray();
        int header = shortest[0];
        ByteBuffer file = ByteBuffer.allocate(8 + length + 4).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(length).put(shortest, 8, header);
        while (file.remaining() > 4) {
            file.put((byte) ' ');
        }
        return file.put(shortest, 8 + header, 4).array();
    }

    /** Header lengths whose bytes are those of a pickle (0x80, 2 to 5), a gzip file (0x8b1f), an ONNX model (8) and others. */
    @Test
    void readsAValidFileWhateverItsFirstBytes() throws IOException {
        for (int length = 96; length < 1 << 12; length += 8) {
            Path file = Files.write(folder.resolve("w"), withHeader(length));
            assertEquals(TENSORS.keySet(), Safetensors.read(file).tensors().keySet(), "header of " + length);
        }
        for (int length : List.of(0x8b1f, 0x088b1f, 0x028000, 0x4b50, 0x0708)) {
            Path file = Files.write(folder.resolve("w"), withHeader(length));
            assertEquals(TENSORS.keySet(), Safetensors.read(file).tensors().keySet(), "header of " + length);
        }
    }

    @Test
    void readsAValidFileWhateverItsName() throws IOException {
        for (String name : NAMES) {
            Path weights = Files.write(folder.resolve(name), withHeader(640));
            assertEquals(TENSORS.keySet(), Safetensors.read(weights).tensors().keySet(), name);
            CornetArchive.write(folder.resolve(name), Map.of("part", out -> out.write(5)));
            try (CornetArchive archive = CornetArchive.open(folder.resolve(name), Set.of("part"))) {
                assertTrue(archive.has("part"), name);
            }
        }
    }

    /** The header length 640 is 0x0280, the first bytes of a pickle. */
    @Test
    void reportsATruncatedFile() throws IOException {
        byte[] whole = withHeader(640);
        for (int length : List.of(100, 647, 650)) {
            Path file = Files.write(folder.resolve("w.safetensors"), Arrays.copyOf(whole, length));
            String message = assertThrows(ModelFormatException.class, () -> Safetensors.read(file))
                    .getMessage();
            assertTrue(message.contains("cut") && !message.contains("pickle"), message);
        }
    }

    @Test
    void reportsAPickle() throws IOException {
        assertDescribed(
                "a Python pickle, which can run code and is never read",
                write("w.safetensors", "\u0080\u0002}q\0(X\u0005\0\0\0dense"));
    }

    @Test
    void reportsAPythonScript() throws IOException {
        for (String name : List.of("train.py", "model.keras", "model.h5")) {
            Path file = Files.writeString(folder.resolve(name), "import keras\n\nmodel = keras.Sequential()\n");
            String kind = String.valueOf(FileTypeProbe.of(file));
            assertTrue(kind.startsWith("a Python script; run it in Python"), kind);
        }
    }
}
