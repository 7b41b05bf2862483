package dev.cornet.formats.hdf5;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An open HDF5 file: its groups, string attributes and datasets.
 *
 * <p>Opening a file walks the whole tree of its groups and checks it. Links, groups that contain themselves and trees that are too deep or
 * too large are refused. Every fault of a file is reported as a {@link ModelFormatException}. Paths have no slash at either end; the path
 * of the root is "".
 */
public final class Hdf5 implements AutoCloseable {
    private static final int MAX_DEPTH = 64;

    private final Hdf5Input in;
    private final long userBlock;
    private final Map<String, Long> groups = new LinkedHashMap<>();
    private final Map<String, Hdf5Dataset> datasets = new LinkedHashMap<>();
    private final Map<String, Hdf5Attributes> attributes = new HashMap<>();
    private final Set<Long> visited = new HashSet<>();

    private Hdf5(Hdf5Input whole) {
        this.userBlock = Math.max(0, whole.superblock());
        this.in = whole.withoutUserBlock(userBlock);
    }

    /** Whether a file has the HDF5 signature at one of the allowed positions: at its start, or after a user block. */
    public static boolean isHdf5(Path file) throws IOException {
        try (Hdf5Input in = Hdf5Input.open(file)) {
            return in.superblock() != Hdf5Input.UNDEFINED;
        }
    }

    /** Opens a file on disk. */
    public static Hdf5 open(Path file) throws IOException {
        return opened(Hdf5Input.open(file));
    }

    /** Opens an HDF5 file that is a part of another file: {@code length} bytes from the byte {@code at} on. */
    public static Hdf5 open(Path file, long at, long length) throws IOException {
        return opened(Hdf5Input.open(file, at, length));
    }

    /** Opens a file in memory. */
    public static Hdf5 of(byte[] bytes) {
        return opened(Hdf5Input.of(bytes));
    }

    private static Hdf5 opened(Hdf5Input in) {
        try {
            return withDamageReported(() -> {
                Hdf5 file = new Hdf5(in);
                file.walk(file.root(), "", 0);
                return file;
            });
        } catch (RuntimeException e) {
            close(in);
            throw e;
        }
    }

    /** Runs a read; reports a structure that ends too early as damage of the file. */
    private static <T> T withDamageReported(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw Hdf5Input.damaged("a part of it ends too early");
        }
    }

    /** Reads the superblock; returns the address of the root group's object header. */
    private long root() {
        ByteBuffer start = in.read(0, Math.min(96, in.length()), Hdf5Input.SIGNATURE);
        int version = start.get();
        boolean isOldVersion = version < 2;
        if (version < 0 || version > 3) {
            throw new ModelFormatException("it is an HDF5 file of version " + version + ", which Cornet does not read");
        }
        start.position(isOldVersion ? 13 : 9);
        in.setSizes(start.get() & 255, start.get() & 255);
        start.position(isOldVersion ? (version == 0 ? 24 : 28) : 12);
        long base = in.offset(start);
        in.offset(start); // address of the free-space information, or of the superblock extension
        long end = in.offset(start);
        long length = userBlock + in.length();
        if (base != userBlock || end < 0 || end > length) {
            throw base != userBlock
                    ? Hdf5Input.damaged("it does not begin where it says")
                    : Hdf5Input.damaged("it should have " + (end < 0 ? "impossibly many" : Long.toString(end))
                            + " bytes, but has " + length);
        }
        if (isOldVersion) {
            in.offset(start); // address of the driver information
            in.offset(start); // offset of the root's name
        }
        return in.offset(start);
    }

    private void walk(long address, String path, int depth) {
        if (depth > MAX_DEPTH) {
            throw new ModelFormatException(path + ": groups lie deeper than " + MAX_DEPTH);
        }
        if (!visited.add(address)) {
            throw new ModelFormatException("the group or array " + path + " is listed twice, or contains itself");
        }
        Hdf5ObjectHeader header = Hdf5ObjectHeader.read(in, address);
        in.charge(path.length());
        if (groups.size() + datasets.size() > Limits.TENSORS) {
            throw new ModelFormatException("it has more than " + Limits.TENSORS + " groups and arrays");
        } else if (header.isArray()) {
            datasets.put(path, new Hdf5Dataset(in, path, header));
        } else if (header.isGroup()) {
            groups.put(path, address);
            Hdf5Links.of(in, header, path)
                    .forEach((name, child) -> walk(child, path.isEmpty() ? name : path + "/" + name, depth + 1));
        }
    }

    /** Whether there is a group at a path. */
    public boolean hasGroup(String path) {
        return groups.containsKey(path);
    }

    /** The paths of all datasets. */
    public Set<String> datasetPaths() {
        return datasets.keySet();
    }

    /** The dataset at a path, null if there is none. */
    public @Nullable Hdf5Dataset dataset(String path) {
        return datasets.get(path);
    }

    /**
     * Returns the number of bytes that all numeric datasets need as float32. Refuses a file whose datasets need too much memory or claim
     * more values than are stored.
     */
    public long floatBytes() {
        return withDamageReported(() -> {
            long sum = 0;
            long stored = 0;
            long work = 0;
            for (Hdf5Dataset dataset : datasets.values()) {
                if (dataset.isNumeric()) {
                    sum += 4L * dataset.requireStored();
                    stored += dataset.storedBytes();
                    work = Math.max(work, dataset.workBytes());
                }
            }
            if (stored > in.length()) {
                throw Hdf5Input.damaged("arrays lie on the same bytes");
            }
            Limits.requireTensorBytes(in.bytesInMemory() + sum + work, "the file");
            return sum;
        });
    }

    /** Whether a group has an attribute, either whole or split into the attributes name0, name1, …, as Keras writes long lists. */
    public boolean hasAttribute(String group, String name) {
        return withDamageReported(() -> {
            Hdf5Attributes all = attributes(group);
            return all != null && (all.has(name) || all.has(name + 0));
        });
    }

    /** The value of an attribute that is a single string. */
    public String string(String group, String name) {
        List<String> all = strings(group, name);
        if (all.size() != 1) {
            throw new ModelFormatException("the attribute " + name + " of \"" + group + "\" is not a single text");
        }
        return all.get(0);
    }

    /**
     * The value of an attribute that is a list of strings. Keras splits long lists into the attributes name0, name1, …; the parts are
     * joined.
     */
    public List<String> strings(String group, String name) {
        return withDamageReported(() -> {
            Hdf5Attributes all = attributes(group);
            if (all == null) {
                throw new ModelFormatException("the group \"" + group + "\" is missing");
            } else if (all.has(name)) {
                return all.strings(name);
            }
            List<String> joined = new ArrayList<>();
            for (int part = 0; all.has(name + part); part++) {
                joined.addAll(all.strings(name + part));
            }
            return joined;
        });
    }

    private @Nullable Hdf5Attributes attributes(String group) {
        Long address = groups.get(group);
        Hdf5Attributes read = attributes.get(group);
        if (read == null && address != null) {
            read = new Hdf5Attributes(in, Hdf5ObjectHeader.read(in, address));
            attributes.put(group, read);
        }
        return read;
    }

    @Override
    public void close() {
        close(in);
    }

    private static void close(Hdf5Input in) {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
