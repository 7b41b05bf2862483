package dev.cornet.saving;

import dev.cornet.file.Limits;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Detection of the type of a file or folder that could not be read, for messages that name the type and what to do. Readers call it only
 * after parsing has failed, so a valid file is never mistaken for another type because of its name or first bytes.
 */
final class FileTypeProbe {
    /** The number of bytes from the start of a file that {@link #of(byte[])} needs. */
    static final int HEAD = 64;

    private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final byte[] NPY = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
    private static final byte[] ZIP = {'P', 'K', 3, 4};

    private static final byte[] LITE = {'T', 'F', 'L', '3'};
    private static final String READER = " where cornet-formats is among the dependencies";
    private static final String CHECKPOINT =
            "a TensorFlow checkpoint; load it into its Keras model in Python and write that by"
                    + " model.save_weights(\"model.weights.h5\"), which loadWeights reads" + READER;
    private static final String SAVED_MODEL =
            "a TensorFlow SavedModel; load it in Python and write it by model.save(\"model.keras\"), which Model.load reads"
                    + READER;
    private static final String GRAPH =
            "a TensorFlow graph (.pb), which has operations in place of layers; write the Keras"
                    + " model that it came from by model.save(\"model.keras\"), which Model.load reads" + READER;
    private static final String DAMAGED =
            "a damaged one of Keras': it does not begin as an HDF5 or zip file does. Copy or fetch it again";
    private static final String TEXT = "a text, no file of weights or of a model";
    private static final String SHARD = ".*(\\.index|\\.data-\\d{5}-of-\\d{5})";

    private static final Pattern PYTHON = Pattern.compile(
            "\\s*(#!\\S*python|#!\\S*env python|import \\w|from [\\w.]+ import|def \\w+\\(|class \\w+[(:])");

    private FileTypeProbe() {}

    /** A description to complete "the file is …", by name, content and neighbouring files; null for an unknown, missing or empty file. */
    static @Nullable String of(Path file) throws IOException {
        Path last = file.getFileName();
        String name = last == null ? "" : last.toString();
        if (Files.isDirectory(file)) {
            return folder(file);
        } else if (Files.notExists(file)) {
            return Files.exists(Path.of(file + ".index")) ? CHECKPOINT : null;
        } else if (!Files.isRegularFile(file)) {
            return "a pipe or a device, which is never read";
        } else if (name.matches(SHARD) || name.equals("checkpoint")) {
            return CHECKPOINT;
        } else if (name.endsWith(".pb") || name.endsWith(".pbtxt")) {
            return name.startsWith("saved_model.") ? SAVED_MODEL : GRAPH;
        }
        byte[] head;
        try (InputStream in = new FileInputStream(file.toFile())) {
            head = in.readNBytes(HEAD);
        }
        String kind = of(head);
        boolean keras = name.endsWith(".h5") || name.endsWith(".hdf5") || name.endsWith(".keras");
        return (kind == null || kind.equals(TEXT)) && keras && head.length > 0 ? DAMAGED : kind;
    }

    private static String folder(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            List<String> names =
                    entries.map(entry -> folder.relativize(entry).toString()).toList();
            if (names.contains("saved_model.pb") || names.contains("saved_model.pbtxt")) {
                return SAVED_MODEL;
            } else if (names.contains("checkpoint") || names.stream().anyMatch(name -> name.matches(SHARD))) {
                return CHECKPOINT;
            }
        }
        return "a folder; give the file in it";
    }

    /** A description to complete "the file is …", by the first bytes; null for an unknown or empty file. */
    static @Nullable String of(byte[] head) {
        if (starts(head, HDF5)) {
            return "an HDF5 file (.h5, as Keras writes it), which Cornet reads" + READER;
        } else if (starts(head, ZIP)) {
            return "a zip archive (a .cornet or .keras model, or a PyTorch file); whole models are read by Model.load";
        } else if (isSafetensors(head)) {
            return "a safetensors file; make the model and call its loadWeights";
        } else if (head.length > 2 && head[0] == (byte) 0x80 && head[1] >= 2 && head[1] <= 5) {
            return "a Python pickle, which can run code and is never read";
        } else if (starts(head, NPY)) {
            return "a NumPy array (.npy)";
        } else if (head.length >= 8 && Arrays.equals(head, 4, 8, LITE, 0, 4)) {
            return "a TensorFlow Lite model, which has operations in place of layers";
        } else if (starts(head, GZIP)) {
            return "compressed by gzip; unpack it first";
        } else if (starts(head, PNG)) {
            return "a PNG image";
        } else if (starts(head, "GGUF".getBytes(StandardCharsets.US_ASCII))) {
            return "a GGUF file";
        } else if (starts(head, "<!DOCTYPE".getBytes(StandardCharsets.US_ASCII))
                || starts(head, new byte[] {'<', 'h'})) {
            return "a web page; the download gave an error page instead of the file";
        } else if (text(head).startsWith("version https://git-lfs")) {
            return "a pointer of Git LFS; fetch the file itself by \"git lfs pull\"";
        } else if (head.length > 8
                && head[0] == 8
                && head[1] < 20
                && text(head).matches("(?s).*(onnx|pytorch|tf2onnx|keras2onnx).*")) {
            return "an ONNX model, which has operations in place of layers";
        } else if (PYTHON.matcher(text(head)).lookingAt()) {
            return "a Python script; run it in Python and let it write its model by model.save(\"model.keras\")";
        } else if (head.length > 0 && (head[0] == '{' || head[0] == '[')) {
            return "a JSON text, an architecture without weights: Model.fromJson(Files.readString(Path.of(file))) makes the model of it";
        }
        return isText(head) ? TEXT : null;
    }

    /** True if the file begins with a header length of at most {@link Limits#JSON_BYTES} and a brace. */
    private static boolean isSafetensors(byte[] head) {
        if (head.length <= Long.BYTES || head[Long.BYTES] != '{') {
            return false;
        }
        long length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return length >= 2 && length <= Limits.JSON_BYTES;
    }

    /** True for valid UTF-8 without control characters; the last character may be incomplete. */
    private static boolean isText(byte[] head) {
        String text = new String(head, StandardCharsets.UTF_8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isControl = c < ' ' && c != '\n' && c != '\r' && c != '\t';
            if (isControl || (c == '\uFFFD' && i < text.length() - 1)) {
                return false;
            }
        }
        return head.length > Long.BYTES;
    }

    private static String text(byte[] head) {
        return new String(head, StandardCharsets.ISO_8859_1);
    }

    private static boolean starts(byte[] head, byte[] magic) {
        return head.length >= magic.length && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
    }
}
