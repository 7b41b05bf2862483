package dev.cornet.formats.hdf5;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.Limits;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An array of numbers in an HDF5 file; its size is checked before it is read. */
public final class Hdf5Array {
    /** What packed data may grow to: so many times what is stored, and so many bytes more. */
    private static final int GROWTH = 100;

    private static final long SLACK = 64L << 20;

    /** The largest chunk of an array that is smaller than its chunks. */
    private static final int CHUNK = 1 << 20;

    private static final int PIECE = 1 << 16;

    /** The longest array of which parts may never have been written. */
    private static final int UNWRITTEN = 4 << 20;

    /** A chunk as it is stored, unpacked, and its bytes in another order. */
    private static final int WORK = 3;

    private final Hdf5Input in;
    private final String path;
    private final Hdf5Type type;
    private final Hdf5Space space;
    private final Hdf5Layout layout;
    private final Hdf5Fill fill;
    private final Hdf5Filters filters;
    private @Nullable List<Hdf5Chunks.Chunk> chunks;

    Hdf5Array(Hdf5Input in, String path, Hdf5Header header) {
        this.in = in;
        this.path = path;
        require(!header.has(Hdf5Header.EXTERNAL), "lies in another file, which is never opened");
        Hdf5Header.Message typeMessage = header.first(Hdf5Header.TYPE);
        Hdf5Header.Message spaceMessage = header.first(Hdf5Header.SPACE);
        Hdf5Header.Message layoutMessage = header.first(Hdf5Header.LAYOUT);
        if (typeMessage == null || spaceMessage == null || layoutMessage == null) {
            throw Hdf5Input.damaged("the array " + path + " has no type, no sizes or no place");
        }
        Hdf5Type stored = Hdf5Type.parse(typeMessage.content(in));
        this.type = stored.kind() == Hdf5Type.Kind.OPAQUE ? stored.called(name(header)) : stored;
        this.space = Hdf5Space.parse(spaceMessage.content(), in);
        this.layout = Hdf5Layout.parse(layoutMessage, in, path, space.dims().length, type.size());
        this.fill = new Hdf5Fill(header.first(Hdf5Header.FILL), type);
        this.filters = new Hdf5Filters(header.first(Hdf5Header.FILTERS), path);
    }

    /** What the array itself says its values are, by the attribute that Keras gives to those which HDF5 does not know. */
    private String name(Hdf5Header header) {
        Hdf5Attributes attributes = new Hdf5Attributes(in, header);
        List<String> names = attributes.has("dtype") ? attributes.texts("dtype") : List.of();
        return names.isEmpty() ? "" : names.get(0);
    }

    /** True when its values are numbers, false for texts and records. */
    public boolean isNumeric() {
        return type.isNumeric();
    }

    /** Refused when it is unheard of. */
    public Shape shape() {
        long[] dims = space.dims();
        int[] sizes = new int[dims.length];
        require(dims.length <= Limits.RANK, "has " + dims.length + " axes");
        for (int i = 0; i < dims.length; i++) {
            require(
                    dims[i] >= 0 && dims[i] <= Shape.MAX_SIZE,
                    "has an axis of " + (dims[i] < 0 ? "an impossible size" : Long.toString(dims[i])));
            sizes[i] = (int) dims[i];
        }
        require(!space.none(), "holds no value at all");
        Shape shape = Shape.of(sizes);
        shape.size(); // refuses more than an array can hold
        return shape;
    }

    /** Refuses an array that claims more than is stored for it; else its number of values. */
    int requireStored() {
        int size = shape().size();
        require(isNumeric(), "holds no numbers that Cornet reads");
        long bytes = (long) size * type.size();
        int[] chunk = layout.chunk();
        if (chunk != null && size > 0) {
            requireChunks(bytes, chunk);
        } else if (isUnwritten()) {
            require(bytes <= UNWRITTEN, "should hold " + bytes + " bytes, but nothing is stored");
        } else if (chunk == null) {
            require(
                    layout.length() == bytes,
                    "should hold " + bytes + " bytes, but " + layout.length() + " are stored");
            if (size > 0) {
                in.requireInside(layout.address(), bytes);
            }
        }
        Limits.requireTensorBytes(4L * size, path);
        return size;
    }

    /** True where values were never written: all are the fill value. */
    private boolean isUnwritten() {
        return layout.chunk() == null && layout.address() == Hdf5Input.UNDEFINED;
    }

    private void requireChunks(long bytes, int[] chunk) {
        long chunkBytes = type.size();
        for (int i = 0; i < chunk.length && chunkBytes <= Integer.MAX_VALUE; i++) {
            chunkBytes *= chunk[i];
        }
        require(
                chunkBytes <= Math.max(CHUNK, bytes),
                "holds " + bytes + " bytes, but each of its chunks " + chunkBytes);
        long expected = Hdf5Chunks.expected(space.dims(), chunk);
        require(expected <= in.length(), "has more chunks than the file can hold");
        long stored = 0;
        for (Hdf5Chunks.Chunk one : chunks(chunk)) {
            stored += one.length();
            require(
                    !filters.isEmpty() || one.length() == chunkBytes,
                    "has a chunk of " + one.length() + " bytes instead of " + chunkBytes);
        }
        require(
                expected * chunkBytes <= GROWTH * stored + SLACK,
                "should hold " + bytes + " bytes, but " + stored + " are stored");
        require(
                chunks(chunk).size() == expected || bytes <= UNWRITTEN,
                "has " + chunks(chunk).size() + " chunks instead of " + expected);
    }

    private List<Hdf5Chunks.Chunk> chunks(int[] chunk) {
        List<Hdf5Chunks.Chunk> known = chunks;
        if (known == null) {
            known = layout.chunks(in, path, space.dims(), chunk, type.size());
            chunks = known;
        }
        return known;
    }

    /** The bytes that the file stores for it. */
    long stored() {
        int[] chunk = layout.chunk();
        return chunk == null
                ? layout.length()
                : chunks(chunk).stream().mapToLong(Hdf5Chunks.Chunk::length).sum();
    }

    /** The bytes that unpacking one of its chunks takes. */
    long work() {
        int[] chunk = layout.chunk();
        long bytes = chunk == null ? 0 : (long) WORK * type.size();
        for (int i = 0; chunk != null && i < chunk.length && bytes <= Integer.MAX_VALUE; i++) {
            bytes *= chunk[i];
        }
        return bytes;
    }

    /**
     * A reader of the values into a tensor of this shape. All that can be wrong has been looked at when it returns, so that many arrays can be
     * checked before the first weight changes.
     */
    public Consumer<Tensor> reader() {
        int size = requireStored();
        int[] chunk = layout.chunk();
        if (size == 0) {
            return target -> {};
        } else if (isUnwritten()) {
            return target -> fill.into(target, size);
        } else if (chunk == null) {
            return target -> piece(target, size);
        }
        List<Hdf5Chunks.Chunk> all = chunks(chunk);
        if (!filters.isEmpty()) {
            all.forEach(one ->
                    unpacked(one, chunk)); // looked at now, and unpacked anew when memory is there for the values
        }
        boolean gaps = all.size() < Hdf5Chunks.expected(space.dims(), chunk);
        return target -> {
            if (gaps) {
                fill.into(target, size);
            }
            all.forEach(one -> place(one, chunk, target.data(), target.offset()));
        };
    }

    /** The bytes of a chunk before they were packed. */
    private byte[] unpacked(Hdf5Chunks.Chunk one, int[] chunk) {
        int bytes = type.size();
        for (int sizes : chunk) {
            bytes *= sizes; // at most as many as have been allowed
        }
        byte[] stored = new byte[one.length()];
        in.values(one.address(), stored, one.length());
        return filters.decode(stored, one.mask(), bytes, type.size());
    }

    private void piece(Tensor target, int size) {
        byte[] bytes = new byte[(int) Math.min(PIECE, (long) size * type.size())];
        int most = bytes.length / type.size();
        for (int at = 0; at < size; at += most) {
            int count = Math.min(most, size - at);
            in.values(layout.address() + (long) at * type.size(), bytes, count * type.size());
            type.decode(bytes, 0, count, target.data(), target.offset() + at);
        }
    }

    /** Copies the part of a chunk that lies inside the array, line by line of the last axis. */
    private void place(Hdf5Chunks.Chunk one, int[] chunk, float[] values, int offset) {
        byte[] bytes = unpacked(one, chunk);
        if (chunk.length == 0) {
            type.decode(bytes, 0, 1, values, offset);
            return;
        }
        int cells = bytes.length / type.size();
        int last = chunk.length - 1;
        long[] dims = space.dims();
        int line = (int) Math.min(chunk[last], dims[last] - one.from()[last]);
        int[] index = new int[chunk.length];
        for (int at = 0; at < cells; at += chunk[last]) {
            long to = 0;
            boolean inside = true;
            for (int axis = 0; axis <= last; axis++) {
                long place = one.from()[axis] + index[axis];
                inside &= place < dims[axis];
                to = to * dims[axis] + place;
            }
            if (inside) {
                type.decode(bytes, at * type.size(), line, values, offset + (int) to);
            }
            for (int axis = last - 1; axis >= 0 && ++index[axis] == chunk[axis]; axis--) {
                index[axis] = 0;
            }
        }
    }

    private void require(boolean condition, String problem) {
        if (!condition) {
            throw new ModelFormatException("the array " + path + " " + problem);
        }
    }
}
