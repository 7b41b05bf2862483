package dev.cornet.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a file is that is not one of ours, told by its first bytes: for messages. */
public final class FileKind {
    /** How many first bytes {@link #of} wants to see. */
    public static final int HEAD = 64;

    private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final byte[] NPY = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
    private static final byte[] ZIP = {'P', 'K', 3, 4};

    private FileKind() {}

    /** A description that fits "the file is …", or null for an unknown or empty one. */
    public static @Nullable String of(byte[] head) {
        if (starts(head, HDF5)) {
            return "an HDF5 file (.h5, as Keras 1 and 2 write it)";
        } else if (starts(head, ZIP)) {
            return "a zip archive (a .cornet or .keras model, or a PyTorch file)";
        } else if (head.length > 2 && head[0] == (byte) 0x80 && head[1] >= 2 && head[1] <= 5) {
            return "a Python pickle, which can run code and is never read";
        } else if (starts(head, NPY)) {
            return "a NumPy array (.npy)";
        } else if (starts(head, GZIP)) {
            return "compressed by gzip; unpack it first";
        } else if (starts(head, PNG)) {
            return "a PNG image";
        } else if (starts(head, "GGUF".getBytes(StandardCharsets.US_ASCII))) {
            return "a GGUF file";
        } else if (starts(head, "<!DOCTYPE".getBytes(StandardCharsets.US_ASCII))
                || starts(head, new byte[] {'<', 'h'})) {
            return "a web page; the download gave an error page instead of the file";
        } else if (text(head).contains("git-lfs")) {
            return "a pointer of Git LFS; fetch the file itself by \"git lfs pull\"";
        } else if (head.length > 8
                && head[0] == 8
                && head[1] < 20
                && text(head).matches("(?s).*(onnx|pytorch|tf2onnx|keras2onnx).*")) {
            return "an ONNX model";
        } else if (head.length > 8 && head[8] == '{') {
            return "a safetensors file";
        } else if (head.length > 0 && (head[0] == '{' || head[0] == '[')) {
            return "a JSON text";
        }
        return null;
    }

    private static String text(byte[] head) {
        return new String(head, StandardCharsets.ISO_8859_1);
    }

    private static boolean starts(byte[] head, byte[] magic) {
        return head.length >= magic.length && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
    }
}
