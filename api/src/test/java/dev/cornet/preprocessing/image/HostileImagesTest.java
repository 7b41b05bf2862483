package dev.cornet.preprocessing.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Small files that claim large images or contain large metadata: refused before memory is allocated, or read without allocating it. */
class HostileImagesTest {
    private static final String PROPERTY = "cornet.maxImagePixels";
    private static final long MAX_ALLOCATED = 80_000_000;

    @TempDir
    Path folder;

    @AfterEach
    void clear() {
        System.clearProperty(PROPERTY);
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    /** Reads a file and returns the message of the exception, or null if there is none; requires that little memory is allocated. */
    private static String refusal(Path file) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        String message = null;
        try {
            Images.loadImg(file, "rgb");
        } catch (DataException e) {
            message = e.getMessage();
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                assertTrue(!(cause instanceof OutOfMemoryError), message);
            }
        }
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertTrue(allocated < MAX_ALLOCATED, file.getFileName() + " took " + allocated + " bytes: " + message);
        return message;
    }

    private void requireRefused(String name, byte[] bytes, String reason) throws IOException {
        Path file = file(name, bytes);
        String message = refusal(file);
        assertTrue(
                message != null && message.startsWith("cannot read the image " + file) && message.contains(reason),
                message);
    }

    // ---- PNG

    private static void chunk(ByteArrayOutputStream out, String type, byte[] content) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(content);
        data.writeInt(content.length);
        data.write(name);
        data.write(content);
        data.writeInt((int) sum.getValue());
    }

    private static byte[] zeros(long count) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(compressed, new Deflater(9), 1 << 16)) {
            byte[] chunk = new byte[1 << 16];
            for (long left = count; left > 0; left -= chunk.length) {
                out.write(chunk, 0, (int) Math.min(left, chunk.length));
            }
        }
        return compressed.toByteArray();
    }

    /**
     * A PNG file.
     *
     * @param colours 0 for grey, 2 for RGB, 3 for a palette, 4 for grey and alpha
     * @param pixels the compressed pixels
     * @param metadata the compressed content of a text chunk and a profile chunk; empty for none
     */
    private static byte[] png(int width, int height, int colours, boolean interlaced, byte[] pixels, byte[] metadata)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(PngMetadataStripper.SIGNATURE);
        byte[] flags = {8, (byte) colours, 0, 0, (byte) (interlaced ? 1 : 0)};
        chunk(
                out,
                "IHDR",
                ByteBuffer.allocate(13).putInt(width).putInt(height).put(flags).array());
        if (colours == 3) {
            chunk(out, "PLTE", new byte[6]);
        }
        if (metadata.length > 0) {
            chunk(out, "zTXt", metadata);
            chunk(out, "iCCP", metadata);
        }
        chunk(out, "IDAT", pixels);
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    @Test
    void aPngOfManyPixelsInFewBytesIsRefused() throws IOException {
        byte[] few = zeros(100);
        requireRefused("a.png", png(9000, 9000, 2, false, few, few), "bytes cannot hold");
        byte[] compressed = zeros(100_000_000L * 2);
        requireRefused("b.png", png(10_000, 9_999, 4, true, compressed, few), "too many for a file of ");
    }

    @Test
    void compressedMetadataOfAPngIsNotDecompressed() throws IOException {
        byte[] head = {'x', 0, 0};
        byte[] zeros = zeros(200_000_000);
        byte[] text = Arrays.copyOf(head, head.length + zeros.length);
        System.arraycopy(zeros, 0, text, head.length, zeros.length);
        for (int colours : new int[] {0, 2, 3}) {
            int samples = colours == 2 ? 3 : 1;
            Path file = file("text" + colours + ".png", png(4, 4, colours, false, zeros(4 * (1 + 4 * samples)), text));
            assertNull(refusal(file));
        }
    }

    @Test
    void aLargeImageOfOneColourIsRead() throws IOException {
        Path file = file("plain.png", png(3000, 2000, 2, false, zeros(2000 * 9001L), new byte[0]));
        BufferedImage image = Images.loadImg(file.toString());
        assertEquals(3000, image.getWidth());
    }

    @Test
    void thePropertySetsTheLimit() throws IOException {
        Path file = file("grey.png", png(4000, 3000, 0, false, zeros(3000 * 4001L), new byte[0]));
        assertTrue(refusal(file).endsWith("If it is trusted, read it with -Dcornet.maxImagePixels=12000000"));
        System.setProperty(PROPERTY, "12000000");
        assertEquals(4000, Images.loadImg(file.toString()).getWidth());
        System.setProperty(PROPERTY, "1000");
        assertTrue(refusal(file).contains("12000000 pixels; 1000 is the most"));
        System.setProperty(PROPERTY, "many");
        OptionException wrong = assertThrows(OptionException.class, () -> Images.loadImg(file.toString()));
        assertEquals(
                "the system property cornet.maxImagePixels must be a whole number from 1 to 2147483647, got \"many\"",
                wrong.getMessage());
    }

    // ---- JPEG

    private static byte[] jpeg() throws IOException {
        BufferedImage image = new BufferedImage(24, 17, BufferedImage.TYPE_3BYTE_BGR);
        for (int i = 0; i < 24 * 17; i++) {
            image.setRGB(i % 24, i / 24, i * 7919);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", out);
        return out.toByteArray();
    }

    private static int find(byte[] bytes, int marker) {
        for (int i = 0; ; i++) {
            if (bytes[i] == (byte) 0xff && bytes[i + 1] == (byte) marker) {
                return i;
            }
        }
    }

    @Test
    void aJpegOfManyPixelsInFewBytesIsRefused() throws IOException {
        byte[] bytes = jpeg();
        ByteBuffer.wrap(bytes).putShort(find(bytes, 0xc0) + 5, (short) 9999).putShort(find(bytes, 0xc0) + 7, (short)
                9999);
        requireRefused("a.jpg", bytes, "bytes cannot hold");
    }

    @Test
    void aJpegOfManyScansIsRefused() throws IOException {
        byte[] bytes = jpeg();
        int frame = find(bytes, 0xc0);
        int scan = find(bytes, 0xda);
        bytes[frame + 1] = (byte) 0xc2; // progressive
        ByteBuffer.wrap(bytes).putShort(frame + 5, (short) 3000).putShort(frame + 7, (short) 3000);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, scan);
        for (int i = 0; i < 4000; i++) {
            out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xda, 0, 8, 1, 1, 0, 0, 0, 0, 0, 0, 0});
        }
        out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd9});
        requireRefused("scans.jpg", out.toByteArray(), "pixels in more than ");
    }

    @Test
    void aLongJpegOfMoreScansThanUsualIsRefused() throws IOException {
        byte[] bytes = jpeg();
        int frame = find(bytes, 0xc0);
        bytes[frame + 1] = (byte) 0xc2; // progressive
        ByteBuffer.wrap(bytes).putShort(frame + 5, (short) 3000).putShort(frame + 7, (short) 3000);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, find(bytes, 0xda));
        for (int i = 0; i < 100; i++) {
            out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xda, 0, 8, 1, 1, 0, 0, 0, 0, 0, 0, 0});
            out.writeBytes(new byte[10_000]);
        }
        out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd9});
        Path file = Files.write(folder.resolve("scans.jpg"), out.toByteArray());
        String message = assertThrows(DataException.class, () -> Images.loadImg(file.toString()))
                .getMessage();
        assertTrue(message.endsWith("pixels in more than 16 scans"), message);
    }

    @Test
    void commentsAndProfilesOfAJpegChangeNothing() throws IOException {
        byte[] bytes = jpeg();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, 2);
        for (int marker : new int[] {0xfe, 0xe1, 0xe2, 0xed}) {
            for (int i = 0; i < 50; i++) {
                out.writeBytes(new byte[] {(byte) 0xff, (byte) marker, (byte) 0xff, (byte) 0xff});
                byte[] content = Arrays.copyOf("ICC_PROFILE\0\1\1".getBytes(StandardCharsets.US_ASCII), 65533);
                out.writeBytes(content);
            }
        }
        out.write(bytes, 2, bytes.length - 2);
        Path plain = file("plain.jpg", bytes);
        Path withMetadata = file("more.jpg", out.toByteArray());
        assertNull(refusal(withMetadata));
        assertArrayEquals(
                Images.imgToArray(Images.loadImg(plain.toString())).toArray(),
                Images.imgToArray(Images.loadImg(withMetadata.toString())).toArray());
    }

    @Test
    void errorsOfTheReaderAreNotShownByItsOwnVariables() throws IOException {
        byte[] bytes = jpeg();
        byte[] adobe = {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 2};
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, 2);
        out.write(adobe);
        out.write(bytes, 2, bytes.length - 2);
        requireRefused("adobe.jpg", out.toByteArray(), "its content is damaged (NullPointerException)");
    }

    // ---- other formats

    @Test
    void aGifOfManyPixelsInFewBytesIsRefused() throws IOException {
        ByteBuffer gif = ByteBuffer.allocate(35).order(ByteOrder.LITTLE_ENDIAN);
        gif.put("GIF89a".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 9999)
                .putShort((short) 9999);
        gif.put(new byte[] {(byte) 0x80, 0, 0, 0, 0, 0, 1, 1, 1, ',', 0, 0, 0, 0});
        gif.putShort((short) 9999).putShort((short) 9999).put(new byte[] {0, 2, 1, 0, ';'});
        requireRefused("a.gif", gif.array(), "bytes cannot hold");
    }

    @Test
    void aBmpOfManyPixelsInFewBytesIsRefused() throws IOException {
        for (int compression : new int[] {0, 1, 2}) {
            ByteBuffer bmp = ByteBuffer.allocate(60).order(ByteOrder.LITTLE_ENDIAN);
            bmp.put(new byte[] {'B', 'M'})
                    .putInt(60)
                    .putInt(0)
                    .putInt(54)
                    .putInt(40)
                    .putInt(9000)
                    .putInt(9000);
            bmp.putShort((short) 1).putShort((short) (compression == 0 ? 24 : compression == 1 ? 8 : 4));
            bmp.putInt(compression);
            requireRefused("a" + compression + ".bmp", bmp.array(), "");
        }
    }

    private static byte[] tiff(long... fields) {
        ByteBuffer tiff = ByteBuffer.allocate(14 + fields.length / 2 * 12).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put(new byte[] {'I', 'I', 42, 0, 8, 0, 0, 0}).putShort((short) (fields.length / 2));
        for (int i = 0; i < fields.length; i += 2) {
            tiff.putShort((short) fields[i]).putShort((short) 4).putInt(1).putInt((int) fields[i + 1]);
        }
        return tiff.array();
    }

    @Test
    void aTiffOfLargeTilesOrFieldsIsRefused() throws IOException {
        requireRefused(
                "tile.tif", tiff(256, 2, 257, 2, 258, 8, 259, 1, 262, 1, 322, 60_000, 323, 60_000), "it has tiles of");
        requireRefused(
                "size.tif", tiff(256, 9000, 257, 9000, 258, 8, 259, 1, 262, 1, 273, 8, 279, 4), "too many for a file");
        requireRefused("jpeg.tif", tiff(256, 2, 257, 2, 258, 8, 259, 7, 262, 6), "it holds a JPEG within the TIFF");
        requireRefused("bits.tif", tiff(256, 2, 257, 2, 258, 60_000, 259, 1, 262, 1), "it has samples of 60000 bits");
        requireRefused(
                "table.tif",
                tiff(256, 2, 257, 2, 258, 30, 259, 1, 262, 1, 273, 8, 279, 15),
                "it has samples of 30 bits");
        byte[] claims = tiff(256, 2, 257, 2, 258, 8);
        ByteBuffer.wrap(claims).order(ByteOrder.LITTLE_ENDIAN).putInt(38, Integer.MAX_VALUE);
        requireRefused("claims.tif", claims, "claims 2147483647 values");
    }

    @Test
    void foldersAndEmptyFilesAreRefused() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("folder.png"));
        assertTrue(refusal(inner).endsWith("it is a folder"));
        requireRefused("empty.png", new byte[0], "it is not a PNG");
        assertTrue(refusal(folder.resolve("none.png")).startsWith("there is no image"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void pipesAndDevicesAreNotWaitedFor() throws Exception {
        Path pipe = folder.resolve("pipe.png");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        assertTrue(refusal(pipe).endsWith("it is no regular file"));
        Path device = Files.createSymbolicLink(folder.resolve("device.png"), Path.of("/dev/zero"));
        assertTrue(refusal(device).endsWith("it is no regular file"));

        Path images = Files.createDirectories(folder.resolve("images").resolve("a"));
        file("images/a/sound.png", png(4, 4, 0, false, zeros(20), new byte[0]));
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", images.resolve("pipe.png").toString())
                        .start()
                        .waitFor());
        FileFlow flow = new ImageDataGenerator()
                .flowFromDirectory(folder.resolve("images").toString())
                .onUnreadable("skip");
        assertEquals(1, flow.filenames().size());
        assertEquals(1, flow.unreadable().size());
    }
}
