package dev.cornet.formats.hdf5;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.Limits;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A dataset of an HDF5 file. Its size is checked against the file before any value is read. */
public final class Hdf5Dataset {
    /** Compressed chunks may expand to this many times their stored size, plus {@link #COMPRESSION_SLACK} bytes. */
    private static final int MAX_COMPRESSION = 100;

    private static final long COMPRESSION_SLACK = 64L << 20;

    /** The largest allowed chunk, in bytes, if the whole dataset is smaller than that. */
    private static final int MAX_SMALL_CHUNK = 1 << 20;

    private static final int READ_BYTES = 1 << 16;

    /** The largest size in bytes of a dataset with parts that were never written. */
    private static final int MAX_UNWRITTEN = 4 << 20;

    /** Buffers needed to decode one chunk: as stored, uncompressed, and with the bytes in order. */
    private static final int BUFFERS_PER_CHUNK = 3;

    private final Hdf5Input in;
    private final String path;
    private final Hdf5Datatype type;
    private final Hdf5Dataspace space;
    private final Hdf5DataLayout layout;
    private final Hdf5FillValue fill;
    private final Hdf5Filters filters;
    private @Nullable List<Hdf5ChunkTree.Chunk> chunks;

    Hdf5Dataset(Hdf5Input in, String path, Hdf5ObjectHeader header) {
        this.in = in;
        this.path = path;
        require(!header.has(Hdf5ObjectHeader.EXTERNAL_FILES), "lies in another file, which is never opened");
        Hdf5ObjectHeader.Message typeMessage = header.first(Hdf5ObjectHeader.DATATYPE);
        Hdf5ObjectHeader.Message spaceMessage = header.first(Hdf5ObjectHeader.DATASPACE);
        Hdf5ObjectHeader.Message layoutMessage = header.first(Hdf5ObjectHeader.LAYOUT);
        if (typeMessage == null || spaceMessage == null || layoutMessage == null) {
            throw Hdf5Input.damaged("the array " + path + " has no type, no sizes or no place");
        }
        Hdf5Datatype stored = Hdf5Datatype.parse(typeMessage.content(in));
        this.type = stored.kind() == Hdf5Datatype.Kind.OPAQUE ? stored.withName(dtypeAttribute(header)) : stored;
        this.space = Hdf5Dataspace.parse(spaceMessage.content(), in);
        this.layout = Hdf5DataLayout.parse(layoutMessage, in, path, space.dims().length, type.size());
        this.fill = new Hdf5FillValue(header.first(Hdf5ObjectHeader.FILL_VALUE), type);
        this.filters = new Hdf5Filters(header.first(Hdf5ObjectHeader.FILTERS), path);
    }

    /** The attribute by which Keras names a type that HDF5 does not have (bfloat16); "" if absent. */
    private String dtypeAttribute(Hdf5ObjectHeader header) {
        Hdf5Attributes attributes = new Hdf5Attributes(in, header);
        List<String> names = attributes.has("dtype") ? attributes.strings("dtype") : List.of();
        return names.isEmpty() ? "" : names.get(0);
    }

    /** Whether the values are numbers, not strings or records. */
    public boolean isNumeric() {
        return type.isNumeric();
    }

    /** Returns the shape; throws a {@link ModelFormatException} if it has too many axes or values. */
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
        require(!space.isNull(), "holds no value at all");
        Shape shape = Shape.of(sizes);
        shape.size(); // refuses more than an array can hold
        return shape;
    }

    /** Returns the number of values; throws a {@link ModelFormatException} if the stored data does not fit this number. */
    int requireStored() {
        int size = shape().size();
        require(isNumeric(), "holds no numbers that Cornet reads");
        long bytes = (long) size * type.size();
        int[] chunk = layout.chunk();
        if (chunk != null && size > 0) {
            requireChunks(bytes, chunk);
        } else if (isUnwritten()) {
            require(bytes <= MAX_UNWRITTEN, "should hold " + bytes + " bytes, but nothing is stored");
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

    /** Whether no value was ever written, so that all are the fill value. */
    private boolean isUnwritten() {
        return layout.chunk() == null && layout.address() == Hdf5Input.UNDEFINED;
    }

    private void requireChunks(long bytes, int[] chunk) {
        long chunkBytes = type.size();
        for (int i = 0; i < chunk.length && chunkBytes <= Integer.MAX_VALUE; i++) {
            chunkBytes *= chunk[i];
        }
        require(
                chunkBytes <= Math.max(MAX_SMALL_CHUNK, bytes),
                "holds " + bytes + " bytes, but each of its chunks " + chunkBytes);
        long expected = Hdf5ChunkTree.expected(space.dims(), chunk);
        require(expected <= in.length(), "has more chunks than the file can hold");
        long stored = 0;
        for (Hdf5ChunkTree.Chunk chunkInFile : chunks(chunk)) {
            stored += chunkInFile.length();
            require(
                    !filters.isEmpty() || chunkInFile.length() == chunkBytes,
                    "has a chunk of " + chunkInFile.length() + " bytes instead of " + chunkBytes);
        }
        require(
                expected * chunkBytes <= MAX_COMPRESSION * stored + COMPRESSION_SLACK,
                "should hold " + bytes + " bytes, but " + stored + " are stored");
        require(
                chunks(chunk).size() == expected || bytes <= MAX_UNWRITTEN,
                "has " + chunks(chunk).size() + " chunks instead of " + expected);
    }

    private List<Hdf5ChunkTree.Chunk> chunks(int[] chunk) {
        List<Hdf5ChunkTree.Chunk> list = chunks;
        if (list == null) {
            list = layout.chunks(in, path, space.dims(), chunk, type.size());
            chunks = list;
        }
        return list;
    }

    /** The number of bytes stored for this dataset. */
    long storedBytes() {
        int[] chunk = layout.chunk();
        return chunk == null
                ? layout.length()
                : chunks(chunk).stream().mapToLong(Hdf5ChunkTree.Chunk::length).sum();
    }

    /** The bytes of temporary memory needed to decode one chunk. */
    long workBytes() {
        int[] chunk = layout.chunk();
        long bytes = chunk == null ? 0 : (long) BUFFERS_PER_CHUNK * type.size();
        for (int i = 0; chunk != null && i < chunk.length && bytes <= Integer.MAX_VALUE; i++) {
            bytes *= chunk[i];
        }
        return bytes;
    }

    /**
     * Returns a function that reads the values into a tensor of this shape. All checks are made before this method returns, so that all
     * datasets of a file can be checked before the first weight changes.
     */
    public Consumer<Tensor> reader() {
        int size = requireStored();
        int[] chunk = layout.chunk();
        if (size == 0) {
            return target -> {};
        } else if (isUnwritten()) {
            return target -> fill.fill(target, size);
        } else if (chunk == null) {
            return target -> readContiguous(target, size);
        }
        List<Hdf5ChunkTree.Chunk> all = chunks(chunk);
        if (!filters.isEmpty()) {
            // only checks that every chunk can be decoded; the values are decoded again when they are read
            all.forEach(chunkInFile -> decodeChunk(chunkInFile, chunk));
        }
        boolean hasGaps = all.size() < Hdf5ChunkTree.expected(space.dims(), chunk);
        return target -> {
            if (hasGaps) {
                fill.fill(target, size);
            }
            all.forEach(chunkInFile -> copyChunk(chunkInFile, chunk, target.data(), target.offset()));
        };
    }

    /** Reads the bytes of a chunk and decodes them by the filters. */
    private byte[] decodeChunk(Hdf5ChunkTree.Chunk chunkInFile, int[] chunk) {
        int bytes = type.size();
        for (int sizes : chunk) {
            bytes *= sizes; // cannot overflow: requireStored has limited the size
        }
        byte[] stored = new byte[chunkInFile.length()];
        in.values(chunkInFile.address(), stored, chunkInFile.length());
        return filters.decode(stored, chunkInFile.mask(), bytes, type.size());
    }

    private void readContiguous(Tensor target, int size) {
        byte[] bytes = new byte[(int) Math.min(READ_BYTES, (long) size * type.size())];
        int maxValues = bytes.length / type.size();
        for (int at = 0; at < size; at += maxValues) {
            int count = Math.min(maxValues, size - at);
            in.values(layout.address() + (long) at * type.size(), bytes, count * type.size());
            type.decode(bytes, 0, count, target.data(), target.offset() + at);
        }
    }

    /** Copies the part of a chunk that lies inside the dataset, row by row along the last axis. */
    private void copyChunk(Hdf5ChunkTree.Chunk chunkInFile, int[] chunk, float[] values, int offset) {
        byte[] bytes = decodeChunk(chunkInFile, chunk);
        if (chunk.length == 0) {
            type.decode(bytes, 0, 1, values, offset);
            return;
        }
        int cells = bytes.length / type.size();
        int last = chunk.length - 1;
        long[] dims = space.dims();
        int rowLength = (int) Math.min(chunk[last], dims[last] - chunkInFile.from()[last]);
        int[] index = new int[chunk.length];
        for (int at = 0; at < cells; at += chunk[last]) {
            long to = 0;
            boolean inside = true;
            for (int axis = 0; axis <= last; axis++) {
                long position = chunkInFile.from()[axis] + index[axis];
                inside &= position < dims[axis];
                to = to * dims[axis] + position;
            }
            if (inside) {
                type.decode(bytes, at * type.size(), rowLength, values, offset + (int) to);
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
