package dev.cornet.preprocessing.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImagesTest {
    @TempDir
    Path folder;

    private static Tensor ramp(int h, int w, int c) {
        Tensor x = Tensor.zeros(h, w, c);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = i * 7 % 256;
        }
        return x;
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private String refusal(Path file) {
        return assertThrows(DataException.class, () -> Images.loadImg(file, "rgb"))
                .getMessage();
    }

    @Test
    void resizesAsPillow() {
        JsonNode golden = GoldenImages.read("resize");
        for (JsonNode row : golden.path("resized")) {
            Tensor x = GoldenImages.tensor(
                    golden.path("images").path(row.path("image").asText()));
            int[] size = GoldenImages.ints(row.path("target_size"));
            Resampling filter = Resampling.of(row.path("interpolation").asText());
            ByteImage y = Images.resize(ByteImage.of(x, false), size[0], size[1], filter, false);
            assertArrayEquals(
                    GoldenImages.tensor(row.path("y")).toArray(),
                    y.toTensor().toArray(),
                    row.path("image") + " " + row.path("target_size") + " " + filter);
        }
    }

    @Test
    void resizesColoursWeightedByAlpha() {
        // Pillow: Image.fromarray([[[200, 100, 50, 255], [10, 20, 30, 0]]] as RGBA).resize((1, 1), BILINEAR)
        // is (199, 99, 49, 128)
        Tensor x = Tensor.of(new float[] {200, 100, 50, 255, 10, 20, 30, 0}, 1, 2, 4);
        ByteImage y = Images.resize(ByteImage.of(x, false), 1, 1, Resampling.BILINEAR, false);
        assertArrayEquals(new float[] {199, 99, 49, 128}, y.toTensor().toArray());
    }

    @Test
    void cropsTheCentreToKeepTheAspectRatio() {
        // 2 x 5 to 2 x 2: columns 1 and 2 of 0 … 4, since Keras crops from column (5 - 2) // 2 = 1
        ByteImage y = Images.resize(ByteImage.of(ramp(2, 5, 1), false), 2, 2, Resampling.NEAREST, true);
        assertArrayEquals(new float[] {7, 14, 42, 49}, y.toTensor().toArray());
        ByteImage tall = Images.resize(ByteImage.of(ramp(4, 2, 1), false), 2, 2, Resampling.BILINEAR, true);
        assertArrayEquals(new float[] {14, 21, 28, 35}, tall.toTensor().toArray());
    }

    @Test
    void convertsColoursAsPillow() {
        JsonNode golden = GoldenImages.read("color_mode");
        for (String from : List.of("rgb", "rgba", "grayscale")) {
            Tensor x = GoldenImages.tensor(golden.path(from).path("image"));
            BufferedImage image = Images.arrayToImg(x, false);
            assertArrayEquals(x.toArray(), Images.imgToArray(image).toArray());
            for (ColorMode mode : ColorMode.values()) {
                String name = mode.name().toLowerCase(Locale.ROOT);
                assertArrayEquals(
                        GoldenImages.tensor(golden.path(from).path(name)).toArray(),
                        ByteImage.of(image, mode).toTensor().toArray(),
                        from + " " + name);
            }
        }
    }

    @Test
    void convertsTensorsToImagesAsKeras() {
        for (JsonNode row : GoldenImages.read("array_to_img").path("arrays")) {
            Tensor x = GoldenImages.tensor(row.path("x"));
            assertArrayEquals(
                    GoldenImages.tensor(row.path("scaled")).toArray(),
                    Images.imgToArray(Images.arrayToImg(x)).toArray());
            if (row.hasNonNull("unscaled")) {
                assertArrayEquals(
                        GoldenImages.tensor(row.path("unscaled")).toArray(),
                        Images.imgToArray(Images.arrayToImg(x, false)).toArray());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"png,1", "png,3", "png,4", "bmp,3", "bmp,1", "tif,3", "tiff,1"})
    void readsBackWhatItWrites(String format, int channels) {
        Tensor x = ramp(5, 6, channels);
        Path file = folder.resolve("sub/x." + format);
        Images.saveImg(file, x, false);
        String mode = channels == 1 ? "grayscale" : channels == 3 ? "rgb" : "rgba";
        assertArrayEquals(
                x.toArray(), Images.imgToArray(Images.loadImg(file, mode)).toArray());
    }

    @Test
    void writesJpegWithoutAlpha() {
        String file = folder.resolve("x.jpg").toString();
        Images.saveImg(file, Tensor.zeros(8, 9, 4));
        assertEquals(Shape.of(8, 9, 3), Images.imgToArray(Images.loadImg(file)).shape());
        assertEquals(
                Shape.of(4, 5, 3), Images.imgToArray(Images.loadImg(file, 4, 5)).shape());
    }

    @Test
    void readsPalettesAndSixteenBits() throws IOException {
        byte[] levels = {0, (byte) 255};
        BufferedImage palette = new BufferedImage(
                3, 1, BufferedImage.TYPE_BYTE_BINARY, new IndexColorModel(1, 2, levels, levels, new byte[] {9, 9}));
        palette.getRaster().setSample(1, 0, 0, 1);
        Path file = folder.resolve("palette.png");
        ImageIO.write(palette, "png", file.toFile());
        assertArrayEquals(
                new float[] {0, 0, 9, 255, 255, 9, 0, 0, 9},
                Images.imgToArray(Images.loadImg(file, "rgb")).toArray());
        BufferedImage sixteenBits = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        sixteenBits.getRaster().setSample(0, 0, 0, 0x80FF);
        ImageIO.write(sixteenBits, "png", file.toFile());
        assertArrayEquals(
                new float[] {128, 0},
                Images.imgToArray(Images.loadImg(file, "grayscale")).toArray());
    }

    @Test
    void readsPortablePixmaps() throws IOException {
        byte[] p6 = "P6\n# a comment\n2 1\n255\nabcdef".getBytes(StandardCharsets.US_ASCII);
        assertArrayEquals(
                new float[] {97, 98, 99, 100, 101, 102},
                Images.imgToArray(Images.loadImg(file("a.ppm", p6), "rgb")).toArray());
        byte[] p5 = {'P', '5', ' ', '3', ' ', '1', ' ', '5', '\n', 0, 1, 5};
        assertArrayEquals(
                new float[] {0, 51, 255},
                Images.imgToArray(Images.loadImg(file("b.ppm", p5), "grayscale"))
                        .toArray());
        assertTrue(refusal(file("c.ppm", Arrays.copyOf(p6, 25))).startsWith("cannot read the image"));
        assertTrue(refusal(file("d.ppm", "P6 99999 99999 255 ".getBytes(StandardCharsets.US_ASCII)))
                .contains("its size is 99999 x 99999 = 9999800001 pixels; 100000000 is the most"));
        assertTrue(refusal(file("e.ppm", "P6 x".getBytes(StandardCharsets.US_ASCII)))
                .endsWith("its header has no number where one must be"));
        assertTrue(refusal(file("f.ppm", "P6 1 1 65535 ".getBytes(StandardCharsets.US_ASCII)))
                .endsWith("its largest sample is 65535; 255 is the most"));
    }

    @Test
    void refusesFilesThatAreNotImages() throws IOException {
        Path text = file("notes.png", "not an image".getBytes(StandardCharsets.US_ASCII));
        assertEquals(
                "cannot read the image " + text + ": it is not a PNG, JPEG, BMP, PPM, TIFF or GIF image",
                refusal(text));
        assertTrue(refusal(file("empty.jpg", new byte[0])).contains("empty.jpg"));
        assertTrue(refusal(file("zeros.bmp", new byte[100])).contains("it is not a PNG"));
        assertEquals("there is no image " + folder.resolve("none.png"), refusal(folder.resolve("none.png")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "bmp", "tif", "gif"})
    void refusesTruncatedFiles(String format) throws IOException {
        Tensor x = Tensor.zeros(90, 80, 3);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = i * 31 % 253;
        }
        Path file = folder.resolve("x." + format);
        Images.saveImg(file, x, false);
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {bytes.length / 2, bytes.length / 10, 30, 3}) {
            assertTrue(refusal(file("cut." + format, Arrays.copyOf(bytes, length)))
                    .startsWith("cannot read the image " + folder.resolve("cut." + format)));
        }
    }

    @Test
    void refusesAHeaderOfAHugeImage() throws IOException {
        Path file = folder.resolve("x.png");
        Images.saveImg(file, Tensor.zeros(2, 2, 1), false);
        byte[] bytes = Files.readAllBytes(file);
        for (int k = 0; k < 4; k++) { // the width at offset 16 and the height at offset 20: 60,000 each
            bytes[16 + k] = (byte) (60_000 >> (24 - 8 * k));
            bytes[20 + k] = bytes[16 + k];
        }
        CRC32 crc = new CRC32();
        crc.update(bytes, 12, 17);
        for (int k = 0; k < 4; k++) {
            bytes[29 + k] = (byte) (crc.getValue() >> (24 - 8 * k));
        }
        assertTrue(refusal(file("huge.png", bytes))
                .contains("its size is 60000 x 60000 = 3600000000 pixels; 100000000 is the most"));
    }

    @Test
    void throwsOnlyDataExceptionsForDamagedFiles() throws IOException {
        for (String format : List.of("png", "jpg", "bmp", "tif", "gif")) {
            Path file = folder.resolve("x." + format);
            Images.saveImg(file, ramp(12, 10, 3), false);
            byte[] bytes = Files.readAllBytes(file);
            for (int i = 0; i < 120; i++) {
                byte[] damaged = bytes.clone();
                damaged[i * 7919 % bytes.length] ^= (byte) (1 << i % 8);
                Path damagedFile = file("bad." + format, damaged);
                try {
                    Images.loadImg(damagedFile, "rgb");
                } catch (DataException e) {
                    assertTrue(e.getMessage().contains(damagedFile.toString()), e.getMessage());
                }
            }
        }
    }

    @Test
    void drawsGridsWithCaptions() throws IOException {
        // Three images of 32 x 32, enlarged to 64 x 64, two per row; the caption "I" is a stem of 5 pixels
        // between serifs of 3 pixels.
        Tensor images = Tensor.zeros(3, 32, 32, 1);
        images.set(1, 1, 0, 0, 0);
        Path file = folder.resolve("grid.png");
        Images.saveGrid(file, images, 2, List.of("", "I", "\u00e4"));
        Tensor grid = Images.imgToArray(ImageIO.read(file.toFile()));
        assertEquals(Shape.of(6 + 2 * (64 + 6 + 10), 6 + 2 * (64 + 6), 1), grid.shape());
        assertEquals(0, grid.get(6, 6, 0));
        assertEquals(255, grid.get(6, 6 + 70, 0));
        assertEquals(255, grid.get(7, 7 + 70, 0), "enlarged twice");
        assertEquals(0, grid.get(8, 7 + 70, 0));
        assertEquals(255, grid.get(6 + 80, 6 + 70, 0), "the fourth cell is empty");
        StringBuilder letter = new StringBuilder();
        for (int i = 0; i < 7; i++) {
            for (int j = 0; j < 5; j++) {
                letter.append(grid.get(6 + 64 + 3 + i, 6 + 70 + j, 0) == 0 ? '#' : '.');
            }
        }
        assertEquals(".###." + "..#.." + "..#.." + "..#.." + "..#.." + "..#.." + ".###.", letter.toString());
        assertEquals(0, grid.get(6 + 80 + 64 + 3, 6, 0), "a box for a character outside ASCII");
    }

    @Test
    void refusesInvalidArguments() throws IOException {
        assertEquals(
                "an image has the shape (height, width, 1, 3 or 4 channels), got (2, 2). Give it an axis of channels: x.reshape(2, 2, 1).",
                assertThrows(ShapeException.class, () -> Images.arrayToImg(Tensor.zeros(2, 2)))
                        .getMessage());
        assertThrows(ShapeException.class, () -> Images.arrayToImg(Tensor.zeros(2, 2, 2)));
        assertThrows(OptionException.class, () -> Images.saveImg(folder.resolve("x.xyz"), Tensor.zeros(2, 2, 3), true));
        assertThrows(
                OptionException.class,
                () -> Images.saveGrid(folder.resolve("x.png"), Tensor.zeros(2, 2, 2, 1), 2, List.of("one")));
        assertThrows(OptionException.class, () -> ColorMode.of("RGB"));
        assertThrows(OptionException.class, () -> Resampling.of("linear"));
    }

    @Test
    void convertsKernelsAndFeatureMapsToImages() {
        // (1, 2, 3, 2): two colour filters of two pixels; value = 10·pixel + 2·in + out, so each spans 0 … 14
        Tensor kernel = Tensor.zeros(1, 2, 3, 2);
        for (int i = 0; i < 12; i++) {
            kernel.data()[i] = 10 * (i / 6) + 2 * (i % 6 / 2) + i % 2;
        }
        Tensor colour = Images.ofKernel(kernel);
        assertEquals(Shape.of(2, 1, 2, 3), colour.shape());
        float step = 255 / 14f;
        float[] filter = {0, 2 * step, 4 * step, 10 * step, 12 * step, 255};
        for (int k = 0; k < 2; k++) {
            assertArrayEquals(filter, colour.rows(k, k + 1).toArray(), 1e-4f);
        }
        // (2, 1, 2, 1): one output of two inputs, each a grey image
        Tensor grey = Images.ofKernel(Tensor.of(new float[] {0, 5, 4, 9}, 2, 1, 2, 1));
        assertEquals(Shape.of(2, 2, 1, 1), grey.shape());
        assertArrayEquals(new float[] {0, 255, 0, 255}, grey.toArray());
        Tensor maps = Tensor.of(new float[] {3, 8, 1, 9, 2, 10}, 1, 1, 3, 2);
        assertArrayEquals(
                new float[] {255, 0, 127.5f, 0, 127.5f, 255},
                Images.ofChannels(maps).toArray(),
                1e-4f);
        assertEquals(
                Shape.of(2, 1, 3, 1), Images.ofChannels(maps.reshape(1, 3, 2)).shape());
    }

    @Test
    void refusesOtherShapesThanKernelsAndFeatureMaps() {
        assertEquals(
                "ofKernel: expected the kernel (height, width, in, out) of a Conv2D, got (3, 4)",
                assertThrows(ShapeException.class, () -> Images.ofKernel(Tensor.zeros(3, 4)))
                        .getMessage());
        assertEquals(
                "ofChannels: expected (height, width, channels) or a batch of one, got (2, 3, 3, 1)",
                assertThrows(ShapeException.class, () -> Images.ofChannels(Tensor.zeros(2, 3, 3, 1)))
                        .getMessage());
    }
}
