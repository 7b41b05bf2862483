package dev.cornet.saving;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.AtomicFile;
import dev.cornet.file.Json;
import dev.cornet.file.Limits;
import dev.cornet.tensor.Tensor;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A safetensors file, named tensors in one file: 8 bytes with the header's length, the header in JSON, then the values of all tensors in
 * little-endian order. It contains no code. Python's safetensors library reads and writes the same format.
 *
 * <p>Writes float32. Reads every type of at most 32 bits, and float64, int64 and uint64, rounded to the nearest float32. The sizes in the
 * header are checked against {@link Limits} and the file's length before memory is allocated. Reference: the safetensors format page.
 *
 * @param tensors the tensors by name, in the order of the file
 * @param metadata the texts of the header's entry {@code __metadata__} by key
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
    private static final int LENGTH_BYTES = 8;
    private static final int CHUNK = 1 << 16;

    // ---- writing

    /** Writes a file atomically. */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
        AtomicFile.write(file, out -> write(out, tensors, metadata));
    }

    /** Writes to a stream without closing it. */
    public static void write(OutputStream out, Map<String, Tensor> tensors, Map<String, String> metadata)
            throws IOException {
        byte[] header = header(tensors, metadata);
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        out.write(buffer.putLong(header.length).array(), 0, LENGTH_BYTES);
        out.write(header);
        for (Tensor tensor : tensors.values()) {
            float[] values = tensor.data();
            int end = tensor.offset() + tensor.size();
            for (int from = tensor.offset(); from < end; from += CHUNK / Float.BYTES) {
                int count = Math.min(CHUNK / Float.BYTES, end - from);
                buffer.clear();
                buffer.asFloatBuffer().put(values, from, count);
                out.write(buffer.array(), 0, count * Float.BYTES);
            }
        }
    }

    private static byte[] header(Map<String, Tensor> tensors, Map<String, String> metadata) {
        ObjectNode header = JsonNodeFactory.instance.objectNode();
        if (!metadata.isEmpty()) {
            ObjectNode texts = header.putObject(SafetensorsHeader.METADATA);
            metadata.forEach(texts::put);
        }
        if (tensors.size() > Limits.TENSORS) {
            throw new CornetException("a file cannot hold " + tensors.size() + " tensors, only " + Limits.TENSORS
                    + " could be read again");
        }
        long at = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            if (entry.getValue().shape().rank() > Limits.RANK) {
                throw new CornetException("the tensor " + entry.getKey() + " of shape "
                        + entry.getValue().shape() + " cannot be saved: only " + Limits.RANK
                        + " axes could be read again");
            }
            if (entry.getKey().equals(SafetensorsHeader.METADATA)
                    || entry.getKey().length() > Limits.NAME_LENGTH) {
                throw new CornetException("a tensor cannot be named \"" + entry.getKey() + "\" in a file");
            }
            ObjectNode tensor = header.putObject(entry.getKey());
            tensor.put("dtype", "F32");
            ArrayNode shape = tensor.putArray("shape");
            Arrays.stream(entry.getValue().shape().toArray()).forEach(shape::add);
            long end = at + (long) entry.getValue().size() * Float.BYTES;
            tensor.putArray("data_offsets").add(at).add(end);
            at = end;
        }
        byte[] text = Json.text(header).getBytes(StandardCharsets.UTF_8);
        if (text.length > Limits.JSON_BYTES - LENGTH_BYTES) {
            throw new CornetException("the names of " + tensors.size() + " tensors need " + text.length
                    + " bytes, more than could be read again");
        }
        byte[] padded = Arrays.copyOf(text, (text.length + LENGTH_BYTES - 1) / LENGTH_BYTES * LENGTH_BYTES);
        Arrays.fill(padded, text.length, padded.length, (byte) ' '); // so that the values are aligned
        return padded;
    }

    // ---- reading

    /** Reads a file. */
    public static Safetensors read(Path file) {
        try {
            if (Files.isRegularFile(file)) {
                try (InputStream in = new BufferedInputStream(new FileInputStream(file.toFile()), CHUNK)) {
                    return read(in, Files.size(file), file.toString(), head -> FileTypeProbe.of(file));
                }
            }
            String kind = FileTypeProbe.of(file);
            if (kind != null) {
                throw new ModelFormatException(file + ": is no safetensors file but " + kind);
            } else if (Files.exists(file)) {
                throw new ModelFormatException(file + ": is no file whose content can be read");
            }
            throw new NoSuchFileException(file.toString());
        } catch (NoSuchFileException e) {
            throw new ModelFormatException(file + ": the file does not exist", e);
        } catch (IOException e) {
            throw new ModelFormatException(file + ": cannot be read: " + AtomicFile.reason(e), e);
        }
    }

    /** Reads {@code length} bytes from a stream; messages begin with {@code where}. */
    public static Safetensors read(InputStream in, long length, String where) throws IOException {
        return read(in, length, where, FileTypeProbe::of);
    }

    /** Describes, for messages, the type of a file that is no safetensors file; null if it is unknown. */
    private interface TypeDescription {
        @Nullable
        String of(byte[] head) throws IOException;
    }

    private static Safetensors read(InputStream in, long length, String where, TypeDescription type)
            throws IOException {
        try {
            return readAll(new DataInputStream(in), length, where, type);
        } catch (EOFException e) {
            throw new ModelFormatException(where + ": the file ends too early; it has been cut", e);
        } catch (OutOfMemoryError e) {
            throw new ModelFormatException(
                    where + ": needs more memory than Java has; give it a larger heap (-Xmx)", e);
        }
    }

    private static Safetensors readAll(DataInputStream in, long length, String where, TypeDescription type)
            throws IOException {
        byte[] head = in.readNBytes(LENGTH_BYTES);
        long headerLength = head.length < LENGTH_BYTES
                ? -1
                : ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (headerLength < 2 || headerLength > length - LENGTH_BYTES || headerLength > Limits.JSON_BYTES) {
            throw notSafetensors(head, in.readNBytes(FileTypeProbe.HEAD), headerLength, length, where, type);
        }
        byte[] text = new byte[(int) headerLength];
        in.readFully(text);
        if (text[0] != '{') {
            throw notSafetensors(head, text, headerLength, length, where, type);
        }
        SafetensorsHeader header = SafetensorsHeader.parse(text, where);
        List<SafetensorsHeader.Entry> entries = header.inDataOrder(length - LENGTH_BYTES - headerLength);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        header.entries().forEach(entry -> tensors.put(entry.name(), Tensor.zeros(entry.shape())));
        byte[] chunk = new byte[CHUNK];
        for (SafetensorsHeader.Entry entry : entries) {
            Tensor tensor = tensors.get(entry.name());
            if (tensor != null) {
                read(in, entry.type(), tensor.data(), chunk);
            }
        }
        return new Safetensors(tensors, header.metadata());
    }

    private static void read(DataInputStream in, SafetensorsDType type, float[] values, byte[] chunk)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
        int perChunk = chunk.length / type.bytes();
        for (int from = 0; from < values.length; from += perChunk) {
            int count = Math.min(perChunk, values.length - from);
            in.readFully(chunk, 0, count * type.bytes());
            type.decode(buffer, values, from, count);
        }
    }

    private static ModelFormatException notSafetensors(
            byte[] head, byte[] more, long headerLength, long length, String where, TypeDescription type)
            throws IOException {
        byte[] all = Arrays.copyOf(head, Math.min(FileTypeProbe.HEAD, head.length + more.length));
        System.arraycopy(more, 0, all, head.length, all.length - head.length);
        String kind = type.of(all);
        if (kind != null && !kind.contains("safetensors")) {
            return new ModelFormatException(where + ": is no safetensors file but " + kind);
        }
        String header = headerLength < 2 || headerLength > Limits.JSON_BYTES
                ? "it does not begin with the length of a header"
                : "its header should have " + headerLength + " bytes, the file has " + length;
        return new ModelFormatException(where + ": is no safetensors file, or it has been cut or damaged: " + header
                + ". A safetensors file is what saveWeights writes.");
    }
}
