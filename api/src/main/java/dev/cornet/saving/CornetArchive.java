package dev.cornet.saving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.AtomicFile;
import dev.cornet.file.Json;
import dev.cornet.file.Limits;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The {@code .cornet} container: a zip archive of a few named, uncompressed parts. Its first entry, {@code metadata.json}, holds the format
 * version and the SHA-256 checksum of each part.
 *
 * <p>The reader refuses everything that the writer does not produce: other names, duplicate names, compression, comments or trailing bytes,
 * and wrong checksums.
 */
public final class CornetArchive implements AutoCloseable {
    private static final String METADATA = "metadata.json";
    private static final String FORMAT = "cornet";

    /**
     * The format version that is written. Versions from 1 on are read:
     *
     * <ul>
     *   <li>1: a user's class is named by its simple name; calls of nested models are counted from 0;
     *   <li>2: a user's class, also of a callback, is named by its registered name ("my.package>MyClass"); calls of nested models are
     *       counted as in Keras; settings.json holds the model's precision.
     * </ul>
     */
    public static final int VERSION = 2;

    private static final byte[] BEGIN = {'P', 'K', 3, 4};

    /** The beginning of the first entry: its name, then JSON text that begins with the name of the format. */
    private static final Pattern HEAD =
            Pattern.compile(Pattern.quote(METADATA) + "\\s*\\{\\s*\"format\"\\s*:\\s*\"" + FORMAT + "\"");

    private static final int HEAD_BYTES = 128;
    private static final int END_BYTES = 22;
    private static final int END_MAGIC = 0x06054b50;
    private static final int MAX_DIRECTORY_BYTES = 1 << 16;
    private static final int MAX_PARTS = 16;

    /** The time of every entry. Not January 1, 1980: for that date Java's zip writer adds an extra field that depends on the time zone. */
    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private final ZipFile zip;
    private final Map<String, ZipEntry> parts = new LinkedHashMap<>();
    private final Map<String, String> checksums = new LinkedHashMap<>();
    private final String where;
    private int version;

    private CornetArchive(ZipFile zip, String where) {
        this.zip = zip;
        this.where = where;
    }

    /** The content of a part. It is written twice, first to compute the checksums, and must be the same both times. */
    @FunctionalInterface
    public interface Part {
        void write(OutputStream out) throws IOException;
    }

    // ---- writing

    /** Writes an archive, whole or not at all. */
    public static void write(Path file, Map<String, Part> parts) {
        AtomicFile.write(file, out -> {
            Map<String, PartDigest> digests = new LinkedHashMap<>();
            ObjectNode metadata = JsonNodeFactory.instance.objectNode();
            metadata.put("format", FORMAT);
            metadata.put("format_version", VERSION);
            metadata.put("cornet_version", cornetVersion());
            ObjectNode checksums = metadata.putObject("sha256");
            for (Map.Entry<String, Part> part : parts.entrySet()) {
                PartDigest digest = PartDigest.of(part.getValue());
                digests.put(part.getKey(), digest);
                checksums.put(part.getKey(), digest.sha256());
            }
            byte[] text = Json.pretty(metadata).getBytes(StandardCharsets.UTF_8);
            ZipOutputStream zip = new ZipOutputStream(out);
            put(zip, METADATA, PartDigest.of(o -> o.write(text)), o -> o.write(text));
            for (Map.Entry<String, Part> part : parts.entrySet()) {
                PartDigest digest = digests.get(part.getKey());
                if (digest != null) {
                    put(zip, part.getKey(), digest, part.getValue());
                }
            }
            zip.finish();
        });
    }

    private static String cornetVersion() {
        String version = CornetArchive.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private static void put(ZipOutputStream zip, String name, PartDigest digest, Part part) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(digest.size());
        entry.setCrc(digest.crc());
        entry.setTimeLocal(ENTRY_TIME); // so that the same model gives the same bytes
        zip.putNextEntry(entry);
        part.write(zip);
        try {
            zip.closeEntry();
        } catch (ZipException e) { // checksum or length differ from the first pass
            throw new IOException(
                    name + " changed while it was written: another thread sets weights of the layers."
                            + " Save between such changes",
                    e);
        }
    }

    /** The size and the checksums of a part; the archive states them before the content of the part. */
    private record PartDigest(long size, long crc, String sha256) {
        static PartDigest of(Part part) throws IOException {
            CRC32 crc = new CRC32();
            MessageDigest sha256 = sha256Digest();
            long[] size = {0};
            OutputStream count = new OutputStream() {
                @Override
                public void write(int b) {
                    size[0]++;
                }

                @Override
                public void write(byte[] bytes, int from, int length) {
                    size[0] += length;
                }
            };
            part.write(new DigestOutputStream(new CheckedOutputStream(count, crc), sha256));
            return new PartDigest(size[0], crc.getValue(), HexFormat.of().formatHex(sha256.digest()));
        }
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    // ---- reading

    /** Whether the file begins as a .cornet archive does; false if it cannot be read. */
    static boolean isArchive(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = new FileInputStream(file.toFile())) {
            byte[] head = in.readNBytes(HEAD_BYTES);
            return Arrays.equals(head, 0, Math.min(head.length, BEGIN.length), BEGIN, 0, BEGIN.length)
                    && HEAD.matcher(new String(head, StandardCharsets.ISO_8859_1))
                            .find();
        } catch (IOException e) {
            return false;
        }
    }

    /** Opens an archive; a part whose name is not among {@code names} is refused. */
    public static CornetArchive open(Path file, Set<String> names) {
        String where = file.toString();
        CornetArchive archive = null;
        try {
            requireEnd(file, where);
            archive = new CornetArchive(new ZipFile(file.toFile()), where);
            archive.list(names);
            archive.readMetadata();
            return archive;
        } catch (IOException | RuntimeException e) {
            if (archive != null) {
                archive.close();
            }
            if (e instanceof ModelFormatException known) {
                throw known;
            } else if (e instanceof NoSuchFileException) {
                throw new ModelFormatException(where + ": the file does not exist", e);
            }
            String reason = e instanceof IOException io ? AtomicFile.reason(io) : String.valueOf(e.getMessage());
            throw new ModelFormatException(where + ": the archive is damaged or cannot be read: " + reason, e);
        }
    }

    /** Checks that the zip directory at the end of the file is small, before Java's zip reader loads it into memory. */
    private static void requireEnd(Path file, String where) throws IOException {
        if (!Files.isRegularFile(file) || !isZip(file)) {
            String kind = FileTypeProbe.of(file);
            if (kind == null && Files.notExists(file)) {
                throw new NoSuchFileException(where);
            }
            throw new ModelFormatException(where + ": is no .cornet file"
                    + (kind != null
                            ? " but " + kind
                            : (Files.isRegularFile(file) && Files.size(file) == 0 ? ", it is empty" : "")
                                    + ". A .cornet file is what Model.save writes."));
        }
        ByteBuffer end = ByteBuffer.allocate(END_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(Math.max(0, in.length() - END_BYTES));
            in.readFully(end.array());
        }
        if (end.getInt(0) != END_MAGIC) {
            throw new ModelFormatException(where + ": the archive has been cut, or has bytes behind its end");
        }
        if (end.getShort(10) > MAX_PARTS
                || end.getShort(10) < 0
                || Integer.toUnsignedLong(end.getInt(12)) > MAX_DIRECTORY_BYTES) {
            throw new ModelFormatException(where + ": is no .cornet file: the archive has too many entries");
        }
    }

    private static boolean isZip(Path file) throws IOException {
        try (InputStream in = new FileInputStream(file.toFile())) {
            return Arrays.equals(in.readNBytes(BEGIN.length), BEGIN);
        }
    }

    private void list(Set<String> names) {
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
            ZipEntry entry = entries.nextElement();
            String name = entry.getName();
            if (name.equals("config.json") || name.equals("model.weights.h5")) {
                throw new ModelFormatException(
                        where + ": is a model of Keras (.keras), no .cornet file. Model.load reads it too where"
                                + " cornet-formats is among the dependencies.");
            } else if (name.endsWith("data.pkl")) {
                throw new ModelFormatException(where + ": is a PyTorch file, which holds a pickle and is never read");
            } else if (!name.equals(METADATA) && !names.contains(name)) {
                throw new ModelFormatException(where + ": is no .cornet file: it has an entry \"" + name + "\"");
            } else if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
                throw new ModelFormatException(where + ": " + name + " is compressed, which .cornet files never are");
            } else if (parts.put(name, entry) != null) {
                throw new ModelFormatException(where + ": " + name + " stands twice in the archive");
            }
        }
    }

    private void readMetadata() throws IOException {
        if (!parts.containsKey(METADATA)) {
            throw new ModelFormatException(where + ": is no .cornet file: it has no " + METADATA);
        }
        JsonNode metadata = Json.parse(bytes(METADATA), where + ": " + METADATA);
        JsonNode version = metadata.path("format_version");
        if (!FORMAT.equals(metadata.path("format").textValue()) || !version.isInt()) {
            throw new ModelFormatException(where + ": is no .cornet file: " + METADATA
                    + (FORMAT.equals(metadata.path("format").textValue())
                            ? " has no version of the format that is a whole number"
                            : " does not say so"));
        }
        this.version = version.intValue();
        if (this.version > VERSION) {
            throw new ModelFormatException(where + ": is of version " + version + " of the format, and this Cornet ("
                    + cornetVersion() + ") reads those up to " + VERSION + ". It was written by a newer Cornet ("
                    + metadata.path("cornet_version").asText("?") + "): use that one, or save the model there by"
                    + " toJson and saveWeights.");
        } else if (this.version < 1) {
            throw new ModelFormatException(where + ": claims version " + version
                    + " of the format, which no Cornet has ever written; the versions are 1 to " + VERSION
                    + ". The file is damaged or made by another program.");
        }
        metadata.path("sha256")
                .fields()
                .forEachRemaining(e -> checksums.put(e.getKey(), e.getValue().asText()));
        if (!parts.keySet().stream().filter(name -> !name.equals(METADATA)).allMatch(checksums::containsKey)
                || !parts.keySet().containsAll(checksums.keySet())) {
            throw new ModelFormatException(where + ": the parts " + parts.keySet() + " are not those that " + METADATA
                    + " lists: " + checksums.keySet());
        }
    }

    /** The format version of the archive. */
    public int version() {
        return version;
    }

    public boolean has(String name) {
        return parts.containsKey(name);
    }

    /** The JSON tree of a part. */
    public JsonNode json(String name) {
        try {
            return Json.parse(bytes(name), where + ": " + name);
        } catch (IOException e) {
            throw damaged(name, e);
        }
    }

    /** The tensors of a part in safetensors format. */
    public Safetensors tensors(String name) {
        try (DigestInputStream in = stream(name)) {
            Safetensors tensors = Safetensors.read(in, part(name).getSize(), where + ": " + name);
            requireChecksum(name, in);
            return tensors;
        } catch (IOException e) {
            throw damaged(name, e);
        }
    }

    private byte[] bytes(String name) throws IOException {
        if (part(name).getSize() > Limits.JSON_BYTES) {
            throw new ModelFormatException(where + ": " + name + " is longer than " + Limits.JSON_BYTES + " bytes");
        }
        try (DigestInputStream in = stream(name)) {
            byte[] bytes = in.readNBytes(Limits.JSON_BYTES + 1);
            if (!name.equals(METADATA)) {
                requireChecksum(name, in);
            }
            return bytes;
        }
    }

    private DigestInputStream stream(String name) throws IOException {
        return new DigestInputStream(zip.getInputStream(part(name)), sha256Digest());
    }

    private void requireChecksum(String name, DigestInputStream in) throws IOException {
        String sum = HexFormat.of().formatHex(in.getMessageDigest().digest());
        if (in.read() >= 0 || !sum.equals(checksums.get(name))) {
            throw new ModelFormatException(
                    where + ": " + name + " is damaged: its checksum is " + sum + ", expected " + checksums.get(name));
        }
    }

    private ZipEntry part(String name) {
        ZipEntry part = parts.get(name);
        if (part == null) {
            throw new ModelFormatException(where + ": " + name + " is missing");
        }
        return part;
    }

    private ModelFormatException damaged(String name, IOException e) {
        return new ModelFormatException(where + ": " + name + " is damaged: " + AtomicFile.reason(e), e);
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
