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
 * An HDF5 file whose tree has been walked once and found sound: groups, attributes of text, arrays of numbers.
 *
 * <p>Paths have neither a slash in front nor one at the end; the root is "". Links, groups that contain themselves and deep or endless trees
 * are refused. Whatever is wrong with a file is told by a {@link ModelFormatException}.
 */
public final class Hdf5 implements AutoCloseable {
    private static final int DEEPEST = 64;

    private final Hdf5Input in;
    private final long block;
    private final Map<String, Long> groups = new LinkedHashMap<>();
    private final Map<String, Hdf5Array> arrays = new LinkedHashMap<>();
    private final Map<String, Hdf5Attributes> attributes = new HashMap<>();
    private final Set<Long> visited = new HashSet<>();

    private Hdf5(Hdf5Input whole) {
        this.block = Math.max(0, whole.begin());
        this.in = whole.behind(block);
    }

    /** True for a file with the signature of HDF5 where it may stand: at the begin, or behind a block of the user's. */
    public static boolean isOne(Path file) throws IOException {
        try (Hdf5Input in = Hdf5Input.open(file)) {
            return in.begin() != Hdf5Input.UNDEFINED;
        }
    }

    /** Opens a file on disk. */
    public static Hdf5 open(Path file) throws IOException {
        return walked(Hdf5Input.open(file));
    }

    /** A file that lies within another one, from the byte {@code at} on. */
    public static Hdf5 open(Path file, long at, long length) throws IOException {
        return walked(Hdf5Input.open(file, at, length));
    }

    /** A file in memory. */
    public static Hdf5 of(byte[] bytes) {
        return walked(Hdf5Input.of(bytes));
    }

    private static Hdf5 walked(Hdf5Input in) {
        try {
            return guarded(() -> {
                Hdf5 file = new Hdf5(in);
                file.walk(file.root(), "", 0);
                return file;
            });
        } catch (RuntimeException e) {
            close(in);
            throw e;
        }
    }

    /** Parts that end too early show themselves only while they are read. */
    private static <T> T guarded(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw Hdf5Input.damaged("a part of it ends too early");
        }
    }

    /** The address of the root's header. */
    private long root() {
        ByteBuffer start = in.read(0, Math.min(96, in.length()), Hdf5Input.SIGNATURE);
        int version = start.get();
        boolean old = version < 2;
        if (version < 0 || version > 3) {
            throw new ModelFormatException("it is an HDF5 file of version " + version + ", which Cornet does not read");
        }
        start.position(old ? 13 : 9);
        in.widths(start.get() & 255, start.get() & 255);
        start.position(old ? (version == 0 ? 24 : 28) : 12);
        long base = in.offset(start);
        in.offset(start); // what is free, or an extension
        long end = in.offset(start);
        long length = block + in.length();
        if (base != block || end < 0 || end > length) {
            throw base != block
                    ? Hdf5Input.damaged("it does not begin where it says")
                    : Hdf5Input.damaged("it should have " + (end < 0 ? "impossibly many" : Long.toString(end))
                            + " bytes, but has " + length);
        }
        if (old) {
            in.offset(start); // the driver
            in.offset(start); // the root's name
        }
        return in.offset(start);
    }

    private void walk(long address, String path, int depth) {
        if (depth > DEEPEST) {
            throw new ModelFormatException(path + ": groups lie deeper than " + DEEPEST);
        }
        if (!visited.add(address)) {
            throw new ModelFormatException("the group or array " + path + " stands twice, or contains itself");
        }
        Hdf5Header header = Hdf5Header.read(in, address);
        in.charge(path.length());
        if (groups.size() + arrays.size() > Limits.TENSORS) {
            throw new ModelFormatException("it has more than " + Limits.TENSORS + " groups and arrays");
        } else if (header.isArray()) {
            arrays.put(path, new Hdf5Array(in, path, header));
        } else if (header.isGroup()) {
            groups.put(path, address);
            Hdf5Links.of(in, header, path)
                    .forEach((name, child) -> walk(child, path.isEmpty() ? name : path + "/" + name, depth + 1));
        }
    }

    public boolean hasGroup(String path) {
        return groups.containsKey(path);
    }

    /** The paths of all arrays. */
    public Set<String> arrays() {
        return arrays.keySet();
    }

    /** The array at a path, null if there is none. */
    public @Nullable Hdf5Array array(String path) {
        return arrays.get(path);
    }

    /** The memory that all arrays of numbers need as float32; refused when it is too much, or not stored. */
    public long bytes() {
        return guarded(() -> {
            long sum = 0;
            long stored = 0;
            long work = 0;
            for (Hdf5Array array : arrays.values()) {
                if (array.isNumeric()) {
                    sum += 4L * array.requireStored();
                    stored += array.stored();
                    work = Math.max(work, array.work());
                }
            }
            if (stored > in.length()) {
                throw Hdf5Input.damaged("arrays lie on the same bytes");
            }
            Limits.requireTensorBytes(in.memory() + sum + work, "the file");
            return sum;
        });
    }

    public boolean hasAttribute(String group, String name) {
        return guarded(() -> {
            Hdf5Attributes at = attributes(group);
            return at != null && (at.has(name) || at.has(name + 0));
        });
    }

    /** An attribute that is one text. */
    public String text(String group, String name) {
        List<String> all = texts(group, name);
        if (all.size() != 1) {
            throw new ModelFormatException("the attribute " + name + " of \"" + group + "\" is no single text");
        }
        return all.get(0);
    }

    /** An attribute that is a list of texts; long ones are cut into name0, name1, … */
    public List<String> texts(String group, String name) {
        return guarded(() -> {
            Hdf5Attributes at = attributes(group);
            if (at == null) {
                throw new ModelFormatException("the group \"" + group + "\" is missing");
            } else if (at.has(name)) {
                return at.texts(name);
            }
            List<String> all = new ArrayList<>();
            for (int part = 0; at.has(name + part); part++) {
                all.addAll(at.texts(name + part));
            }
            return all;
        });
    }

    private @Nullable Hdf5Attributes attributes(String group) {
        Long address = groups.get(group);
        Hdf5Attributes known = attributes.get(group);
        if (known == null && address != null) {
            known = new Hdf5Attributes(in, Hdf5Header.read(in, address));
            attributes.put(group, known);
        }
        return known;
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
