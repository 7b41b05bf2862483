package dev.cornet.formats.fuzz;

import dev.cornet.saving.CornetArchive;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A container format. A file is split into its parts and joined again, so that one part can be damaged while checksums stay correct. */
enum Container {
    PLAIN {
        @Override
        Map<String, byte[]> parts(byte[] file) {
            return Map.of();
        }

        @Override
        byte[] join(Map<String, byte[]> parts, Path scratch) {
            throw new UnsupportedOperationException();
        }
    },
    GZIP {
        @Override
        Map<String, byte[]> parts(byte[] file) throws IOException {
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
                return Map.of("all", in.readAllBytes());
            }
        }

        @Override
        byte[] join(Map<String, byte[]> parts, Path scratch) throws IOException {
            return compressed(GZIPOutputStream::new, parts.values().iterator().next());
        }
    },
    /** The parts are the header and the values; joining recomputes the length of the header. */
    SAFETENSORS {
        @Override
        Map<String, byte[]> parts(byte[] file) {
            int end = 8
                    + (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
            Map<String, byte[]> parts = new LinkedHashMap<>();
            parts.put("header", Arrays.copyOfRange(file, 8, end));
            parts.put("values", Arrays.copyOfRange(file, end, file.length));
            return parts;
        }

        @Override
        byte[] join(Map<String, byte[]> parts, Path scratch) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            out.writeBytes(length.putLong(parts.get("header").length).array());
            parts.values().forEach(out::writeBytes);
            return out.toByteArray();
        }
    },
    /** The parts of a {@link CornetArchive}, which writes the checksums. */
    CORNET {
        @Override
        Map<String, byte[]> parts(byte[] file) throws IOException {
            Map<String, byte[]> parts = ZIP.parts(file);
            parts.remove("metadata.json");
            return parts;
        }

        @Override
        byte[] join(Map<String, byte[]> parts, Path scratch) throws IOException {
            Map<String, CornetArchive.Part> writers = new LinkedHashMap<>();
            parts.forEach((name, bytes) -> writers.put(name, out -> out.write(bytes)));
            CornetArchive.write(scratch, writers);
            return Files.readAllBytes(scratch);
        }
    },
    ZIP {
        @Override
        Map<String, byte[]> parts(byte[] file) throws IOException {
            Map<String, byte[]> parts = new LinkedHashMap<>();
            try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(file))) {
                for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    parts.put(entry.getName(), in.readAllBytes());
                }
            }
            return parts;
        }

        @Override
        byte[] join(Map<String, byte[]> parts, Path scratch) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                zip.setLevel(1);
                for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                    zip.putNextEntry(new ZipEntry(part.getKey()));
                    zip.write(part.getValue());
                }
            }
            return out.toByteArray();
        }
    },
    /** The parts are the chunks, with the pixels uncompressed; joining recomputes the checksums. */
    PNG {
        @Override
        Map<String, byte[]> parts(byte[] file) throws IOException {
            Map<String, byte[]> parts = new LinkedHashMap<>();
            ByteBuffer in = ByteBuffer.wrap(file, 8, file.length - 8);
            while (in.remaining() >= 12) {
                byte[] content = new byte[in.getInt()];
                byte[] name = new byte[4];
                in.get(name).get(content).getInt();
                String type = new String(name, StandardCharsets.US_ASCII);
                if (type.equals("IDAT")) {
                    try (InputStream pixels = new InflaterInputStream(new ByteArrayInputStream(content))) {
                        content = pixels.readAllBytes();
                    }
                }
                parts.put(parts.size() + type, content);
            }
            return parts;
        }

        @Override
        byte[] join(Map<String, byte[]> parts, Path scratch) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
            parts.forEach((key, content) -> {
                String type = key.substring(key.length() - 4);
                byte[] stored = type.equals("IDAT") ? compressed(DeflaterOutputStream::new, content) : content;
                CRC32 crc = new CRC32();
                byte[] name = type.getBytes(StandardCharsets.US_ASCII);
                crc.update(name);
                crc.update(stored);
                out.writeBytes(ByteBuffer.allocate(4).putInt(stored.length).array());
                out.writeBytes(name);
                out.writeBytes(stored);
                out.writeBytes(
                        ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
            });
            return out.toByteArray();
        }
    };

    /** The parts of a valid file by name; empty if the format has no parts. */
    abstract Map<String, byte[]> parts(byte[] file) throws IOException;

    /** Joins parts to a file; may overwrite {@code scratch}. */
    abstract byte[] join(Map<String, byte[]> parts, Path scratch) throws IOException;

    private interface StreamFactory {
        OutputStream over(OutputStream out) throws IOException;
    }

    private static byte[] compressed(StreamFactory factory, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream stream = factory.over(out)) {
            stream.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
