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

/** The bytes of an HDF5 file. Nothing beyond its end is asked for, and its structure may be read a few times over, not more. */
final class Hdf5Input implements AutoCloseable {
    /** The address of something that is not stored. */
    static final long UNDEFINED = -1;

    /** What every file begins with. */
    static final String SIGNATURE = "\u0089HDF\r\n\u001a\n";

    private static final long FIRST_BLOCK = 512;

    /** What may be read of the structure: so many times the file's length, and so many bytes more. */
    private static final int TIMES = 8;

    private static final long SLACK = 1 << 20;

    /** The longest block that is read at once: no part of the structure is longer. */
    private static final int LONGEST_BLOCK = 16 << 20;

    /** Counted for each read beside its length. */
    private static final int COST = 16;

    /** Small parts are read by pages, of which the last ones are kept: the parts of a structure lie close together. */
    private static final int PAGE = 1 << 13;

    private static final int PAGES = 64;

    private final @Nullable RandomAccessFile file;
    private final byte[] bytes;
    private final long start;
    private final long length;
    private final Hdf5Texts texts = new Hdf5Texts(this);
    private final byte[] @Nullable [] pages = new byte[PAGES][];
    private final long[] pageNumbers = new long[PAGES];
    private long left;
    private int offsetBytes = Long.BYTES;
    private int lengthBytes = Long.BYTES;

    private Hdf5Input(@Nullable RandomAccessFile file, byte[] bytes, long start, long length) {
        this.file = file;
        this.bytes = bytes;
        this.start = start;
        this.length = length;
        this.left = TIMES * length + SLACK;
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

    /** What lies behind the first bytes, from which addresses count then. */
    Hdf5Input behind(long count) {
        return count == 0 ? this : new Hdf5Input(file, bytes, start + count, length - count);
    }

    /**
     * Where the signature of HDF5 stands: at the begin, or behind a block of 512 bytes, or of a doubling of that, which HDF5 leaves to whoever
     * writes the file; {@link #UNDEFINED} where it is missing.
     */
    long begin() {
        for (long at = 0; at + SIGNATURE.length() <= length; at = Math.max(FIRST_BLOCK, 2 * at)) {
            if (text(read(at, SIGNATURE.length()), SIGNATURE.length()).equals(SIGNATURE)) {
                return at;
            }
        }
        return UNDEFINED;
    }

    long length() {
        return length;
    }

    /** The bytes of the file that are in memory. */
    long memory() {
        return bytes.length;
    }

    /** The texts of any length. */
    Hdf5Texts texts() {
        return texts;
    }

    /** Sets how many bytes the file's addresses and lengths have. */
    void widths(int offsets, int lengths) {
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

    /** Counts work or memory that the structure asks for. */
    void charge(long amount) {
        left -= amount;
        if (left < 0) {
            throw damaged("its parts refer to the same bytes more often than a sound file's do");
        }
    }

    /** A part of the structure. */
    ByteBuffer read(long address, long count) {
        requireInside(address, count);
        if (count > LONGEST_BLOCK) {
            throw damaged("a block of " + count + " bytes at " + address);
        }
        charge(count + COST);
        ByteBuffer buffer = file == null
                ? ByteBuffer.wrap(bytes, (int) (start + address), (int) count).slice()
                : ByteBuffer.wrap(fill(address, new byte[(int) count], (int) count));
        return buffer.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A part of the structure that begins with four letters; the position is behind them. */
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

    /** Values of an array, into the first {@code count} bytes of {@code target}. */
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
            fromDisk(address, target, count);
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
        int place = (int) (number % PAGES);
        byte[] page = pages[place];
        if (page == null || pageNumbers[place] != number) {
            page = new byte[PAGE];
            fromDisk(number * PAGE, page, (int) Math.min(PAGE, length - number * PAGE));
            pages[place] = page;
            pageNumbers[place] = number;
        }
        return page;
    }

    private void fromDisk(long address, byte[] target, int count) {
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

    void requireInside(long address, long count) {
        if (address < 0 || count < 0 || address > length || count > length - address) {
            throw damaged(
                    count < 0 || address < 0
                            ? "an address or a length is beyond all bounds"
                            : "the " + count + " bytes from " + address + " lie beyond its end at " + length);
        }
    }

    /** The next address in a buffer; {@link #UNDEFINED} for none. */
    long offset(ByteBuffer in) {
        if (offsetBytes == Long.BYTES) {
            return in.getLong();
        }
        int offset = in.getInt();
        return offset == -1 ? UNDEFINED : Integer.toUnsignedLong(offset);
    }

    /** The next length in a buffer. */
    long length(ByteBuffer in) {
        return lengthBytes == Long.BYTES ? in.getLong() : Integer.toUnsignedLong(in.getInt());
    }

    /** A number of some bytes, the lowest first; -1 where they are too many. */
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
