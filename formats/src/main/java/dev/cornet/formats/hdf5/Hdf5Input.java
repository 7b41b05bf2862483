package dev.cornet.formats.hdf5;

import dev.cornet.exceptions.ModelFormatException;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Access to the bytes of an HDF5 file. No read goes beyond the end, and the total of all metadata reads is limited to a multiple of the
 * file's length, so that a damaged or hostile file cannot cause endless work.
 */
final class Hdf5Input implements AutoCloseable {
    /** How often all bytes of a file may be read as text, in addition to {@link #FREE_TEXT_BYTES}. */
    private static final long TEXT_READS = 8;

    private static final long FREE_TEXT_BYTES = 4 << 20;

    /** The "undefined address" of HDF5: the address of an object that is not stored. */
    static final long UNDEFINED = -1;

    /** The signature at the start of the superblock. */
    static final String SIGNATURE = "\u0089HDF\r\n\u001a\n";

    private static final long MIN_USER_BLOCK = 512;

    /** The limit for all metadata reads together is this many times the length of the file, plus {@link #READ_SLACK} bytes. */
    private static final int MAX_READS = 8;

    private static final long READ_SLACK = 1 << 20;

    /** The largest metadata block that is read at once. */
    private static final int MAX_BLOCK = 16 << 20;

    /** The bytes that each read counts towards the limit, in addition to its length. */
    private static final int READ_COST = 16;

    /** The bytes of a page of the read cache. Small blocks are read through it, since blocks of metadata are stored close together. */
    private static final int PAGE = 1 << 13;

    private static final int PAGES = 64;

    private final @Nullable RandomAccessFile file;
    private final byte[] bytes;
    private final long start;
    private final long length;
    private final Hdf5GlobalHeap globalHeap = new Hdf5GlobalHeap(this);
    private final byte[] @Nullable [] pages = new byte[PAGES][];
    private final long[] pageNumbers = new long[PAGES];
    private long textBytes;
    private long budget;
    private int offsetBytes = Long.BYTES;
    private int lengthBytes = Long.BYTES;

    private Hdf5Input(@Nullable RandomAccessFile file, byte[] bytes, long start, long length) {
        this.file = file;
        this.bytes = bytes;
        this.start = start;
        this.length = length;
        this.budget = MAX_READS * length + READ_SLACK;
    }

    static Hdf5Input open(Path file) throws IOException {
        RandomAccessFile open = new RandomAccessFile(file.toFile(), "r");
        return new Hdf5Input(open, new byte[0], 0, open.length());
    }

    static Hdf5Input open(Path file, long start, long length) throws IOException {
        return new Hdf5Input(new RandomAccessFile(file.toFile(), "r"), new byte[0], start, length);
    }

    static Hdf5Input of(byte[] bytes) {
        return new Hdf5Input(null, bytes, 0, bytes.length);
    }

    /** A view of the file without its first {@code count} bytes; address 0 is the byte after them. */
    Hdf5Input withoutUserBlock(long count) {
        return count == 0 ? this : new Hdf5Input(file, bytes, start + count, length - count);
    }

    /**
     * The address of the superblock, found by its signature: 0, or after a user block of 512, 1024, 2048, … bytes; {@link #UNDEFINED} if
     * there is none.
     */
    long superblock() {
        for (long at = 0; at + SIGNATURE.length() <= length; at = Math.max(MIN_USER_BLOCK, 2 * at)) {
            if (text(read(at, SIGNATURE.length()), SIGNATURE.length()).equals(SIGNATURE)) {
                return at;
            }
        }
        return UNDEFINED;
    }

    /**
     * Counts bytes of text that are about to be read. Throws if they are many times those of the file: groups that share one list, or a
     * list that names one group many times, would be read for minutes.
     */
    void countText(long bytes) {
        textBytes += bytes;
        if (textBytes > FREE_TEXT_BYTES + TEXT_READS * length) {
            throw damaged("its lists of names repeat each other");
        }
    }

    long length() {
        return length;
    }

    /** The number of bytes of the file that are held in memory. */
    long bytesInMemory() {
        return bytes.length;
    }

    /** The global heap, which stores strings of variable length. */
    Hdf5GlobalHeap globalHeap() {
        return globalHeap;
    }

    /** Sets the numbers of bytes in which this file stores an address and a length. */
    void setSizes(int offsets, int lengths) {
        if ((offsets != 4 && offsets != 8) || (lengths != 4 && lengths != 8)) {
            throw damaged("its addresses have " + offsets + " bytes, its lengths " + lengths);
        }
        offsetBytes = offsets;
        lengthBytes = lengths;
    }

    int offsetBytes() {
        return offsetBytes;
    }

    int lengthBytes() {
        return lengthBytes;
    }

    /** Counts an amount of work or memory towards the limit for this file. */
    void charge(long amount) {
        budget -= amount;
        if (budget < 0) {
            throw damaged("its parts refer to the same bytes more often than a sound file's do");
        }
    }

    /** Reads a block of metadata. */
    ByteBuffer read(long address, long count) {
        requireInside(address, count);
        if (count > MAX_BLOCK) {
            throw damaged("a block of " + count + " bytes at " + address);
        }
        charge(count + READ_COST);
        ByteBuffer buffer = file == null
                ? ByteBuffer.wrap(bytes, (int) (start + address), (int) count).slice()
                : ByteBuffer.wrap(fill(address, new byte[(int) count], (int) count));
        return buffer.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads a block of metadata that starts with a signature; the buffer's position is then after it. */
    ByteBuffer read(long address, long count, String signature) {
        ByteBuffer buffer = read(address, count);
        require(buffer, signature);
        return buffer;
    }

    static void require(ByteBuffer buffer, String signature) {
        if (!signature.equals(text(buffer, signature.length()))) {
            throw damaged("\"" + signature + "\" is missing where it must be");
        }
    }

    private static String text(ByteBuffer buffer, int length) {
        byte[] letters = new byte[length];
        buffer.get(letters);
        return new String(letters, StandardCharsets.ISO_8859_1);
    }

    /** Reads values of a dataset into the first {@code count} bytes of {@code target}; these bytes do not count towards the limit. */
    void values(long address, byte[] target, int count) {
        requireInside(address, count);
        if (file == null) {
            System.arraycopy(bytes, (int) (start + address), target, 0, count);
        } else {
            fill(address, target, count);
        }
    }

    private byte[] fill(long address, byte[] target, int count) {
        if (count >= PAGE) {
            readFromDisk(address, target, count);
            return target;
        }
        for (int done = 0; done < count; ) {
            long number = (address + done) / PAGE;
            int from = (int) ((address + done) % PAGE);
            int part = Math.min(count - done, PAGE - from);
            System.arraycopy(page(number), from, target, done, part);
            done += part;
        }
        return target;
    }

    private byte[] page(long number) {
        int slot = (int) (number % PAGES);
        byte[] page = pages[slot];
        if (page == null || pageNumbers[slot] != number) {
            page = new byte[PAGE];
            readFromDisk(number * PAGE, page, (int) Math.min(PAGE, length - number * PAGE));
            pages[slot] = page;
            pageNumbers[slot] = number;
        }
        return page;
    }

    private void readFromDisk(long address, byte[] target, int count) {
        try {
            RandomAccessFile open = file;
            if (open != null) {
                open.seek(start + address);
                open.readFully(target, 0, count);
            }
        } catch (EOFException e) {
            throw damaged("it has become shorter");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Throws a {@link ModelFormatException} unless these bytes are within the file. */
    void requireInside(long address, long count) {
        if (address < 0 || count < 0 || address > length || count > length - address) {
            throw damaged(
                    count < 0 || address < 0
                            ? "an address or a length is beyond all bounds"
                            : "the " + count + " bytes from " + address + " lie beyond its end at " + length);
        }
    }

    /** Reads an address from a buffer; {@link #UNDEFINED} for the undefined address. */
    long offset(ByteBuffer in) {
        if (offsetBytes == Long.BYTES) {
            return in.getLong();
        }
        int offset = in.getInt();
        return offset == -1 ? UNDEFINED : Integer.toUnsignedLong(offset);
    }

    /** Reads a length from a buffer. */
    long length(ByteBuffer in) {
        return lengthBytes == Long.BYTES ? in.getLong() : Integer.toUnsignedLong(in.getInt());
    }

    /** Reads a little-endian integer of {@code width} bytes; -1 if {@code width} is more than eight. */
    static long number(ByteBuffer in, int width) {
        long value = 0;
        for (int i = 0; i < width; i++) {
            value |= (in.get() & 255L) << (8 * i);
        }
        return width > Long.BYTES ? -1 : value;
    }

    static ModelFormatException damaged(String problem) {
        return new ModelFormatException("the HDF5 file is cut or damaged: " + problem + ". Copy or fetch it again.");
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
