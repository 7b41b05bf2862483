package dev.cornet.preprocessing.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.console.Console;
import dev.cornet.data.Batch;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileFlowTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream notices = new ByteArrayOutputStream();
    private final PrintStream originalConsole = Console.stream();

    @BeforeEach
    void listen() {
        Console.set(new PrintStream(notices, true, StandardCharsets.UTF_8), false);
    }

    @AfterEach
    void stopListening() {
        Console.set(originalConsole, false);
    }

    private String printed() {
        String text = notices.toString(StandardCharsets.UTF_8);
        notices.reset();
        return text;
    }

    /** Writes an image file of one grey value. */
    private Path image(String name, int value) {
        Tensor x = Tensor.zeros(3, 4, 3);
        Arrays.fill(x.data(), value);
        Path file = folder.resolve(name);
        Images.saveImg(file, x, false);
        return file;
    }

    private void catsAndDogs() {
        for (int i = 0; i < 4; i++) {
            image("dogs/d" + i + ".png", 100 + i);
            image("cats/c" + i + ".PNG", i);
        }
    }

    @Test
    void ignoresHiddenFilesAndFolders() {
        catsAndDogs();
        image(".ipynb_checkpoints/x.png", 1);
        image("cats/.ipynb_checkpoints/c0-checkpoint.png", 1);
        image("cats/._c0.png", 1);
        image("cats/more/c9.png", 9);
        assertEquals(Map.of("cats", 0, "dogs", 1), flow().classIndices());
        assertEquals(9, flow().samples());
    }

    @Test
    void batchesMayBeKept() {
        catsAndDogs();
        List<Batch> kept = new ArrayList<>();
        flow().batchSize(1).epoch(0).forEachRemaining(kept::add);
        List<Integer> greys = kept.stream()
                .map(batch -> (int) batch.inputs().get(0).data()[0])
                .toList();
        assertEquals(List.of(0, 1, 2, 3, 100, 101, 102, 103), greys);
    }

    private FileFlow flow() {
        return new ImageDataGenerator()
                .flowFromDirectory(folder)
                .targetSize(2, 2)
                .shuffle(false)
                .batchSize(3);
    }

    private static List<Integer> greys(FileFlow flow) {
        List<Integer> greys = new ArrayList<>();
        flow.epoch(0).forEachRemaining(batch -> {
            for (int r = 0; r < batch.size(); r++) {
                greys.add((int) batch.inputs().get(0).get(r, 1, 1, 0));
            }
        });
        return greys;
    }

    @Test
    void labelsImagesByTheirFolders() throws IOException {
        catsAndDogs();
        image("cats/deeper/c9.bmp", 9);
        Files.writeString(folder.resolve("cats/notes.txt"), "no image");
        Files.writeString(folder.resolve("stray.png"), "beside the classes");
        FileFlow flow = flow();
        assertEquals(9, flow.samples());
        assertEquals("Found 9 images belonging to 2 classes." + System.lineSeparator(), printed());
        assertEquals(Map.of("cats", 0, "dogs", 1), flow.classIndices());
        assertEquals(List.of("cats", "dogs"), List.copyOf(flow.classIndices().keySet()));
        assertEquals("cats/c0.PNG", flow.filenames().get(0));
        assertEquals("cats/deeper/c9.bmp", flow.filenames().get(4));
        assertArrayEquals(new int[] {0, 0, 0, 0, 0, 1, 1, 1, 1}, flow.labels());
        assertEquals(List.of(0, 1, 2, 3, 9, 100, 101, 102, 103), greys(flow));
        assertEquals(3, flow.count().getAsInt());
        assertEquals("", printed(), "listed once");
        Iterator<Batch> epoch = flow.epoch(0);
        Batch batch = epoch.next();
        assertEquals(Shape.of(3, 2, 2, 3), batch.inputs().get(0).shape());
        batch = epoch.next();
        assertArrayEquals(new float[] {1, 0, 1, 0, 0, 1}, batch.targets().get(0).toArray());
    }

    @Test
    void returnsTargetsOfEveryClassMode() {
        catsAndDogs();
        FileFlow flow = flow().batchSize(8).colorMode("grayscale");
        assertArrayEquals(
                new float[] {0, 0, 0, 0, 1, 1, 1, 1},
                flow.classMode("sparse").epoch(0).next().targets().get(0).toArray());
        Batch binary = flow.classMode("binary").epoch(0).next();
        assertEquals(Shape.of(8), binary.targets().get(0).shape());
        assertTrue(flow.classMode("none").epoch(0).next().targets().isEmpty());
        Batch input = flow.classMode("input").epoch(0).next();
        assertEquals(Shape.of(8, 2, 2, 1), input.targets().get(0).shape());
        assertArrayEquals(
                input.inputs().get(0).toArray(), input.targets().get(0).toArray());
    }

    @Test
    void readsTheGivenClassesInTheirOrder() {
        catsAndDogs();
        image("birds/b.png", 50);
        FileFlow flow = flow().classes("dogs", "birds").classMode("sparse").batchSize(9);
        assertEquals(Map.of("dogs", 0, "birds", 1), flow.classIndices());
        assertArrayEquals(
                new float[] {0, 0, 0, 0, 1},
                flow.epoch(0).next().targets().get(0).toArray());
        assertEquals(
                "the class \"fish\" has no folder in " + folder,
                assertThrows(DataException.class, () -> flow().classes("fish").samples())
                        .getMessage());
        assertTrue(assertThrows(
                        DataException.class, () -> flow().classMode("binary").samples())
                .getMessage()
                .startsWith("classMode(\"binary\") needs two classes, but there are 3"));
    }

    @Test
    void numbersClassesByTheirNames() {
        List<String> names = List.of("m", "Z", "k2", "a", "k10", "b", "y", "k1", "_", "C");
        names.forEach(name -> image(name + "/x.png", 1));
        // the order of Python's sorted()
        assertEquals(
                List.of("C", "Z", "_", "a", "b", "k1", "k10", "k2", "m", "y"),
                List.copyOf(flow().classIndices().keySet()));
    }

    @Test
    void splitsEachClass() {
        catsAndDogs();
        ImageDataGenerator generator =
                new ImageDataGenerator().validationSplit(0.25).horizontalFlip(true);
        FileFlow validation = generator.flowFromDirectory(folder).subset("validation");
        assertEquals(List.of("cats/c0.PNG", "dogs/d0.png"), validation.filenames());
        FileFlow training = generator.flowFromDirectory(folder).subset("training");
        assertEquals(6, training.samples());
        assertEquals("cats/c1.PNG", training.filenames().get(0));
    }

    @Test
    void readsListsOfFiles() {
        catsAndDogs();
        List<Path> files = List.of(folder.resolve("dogs/d1.png"), folder.resolve("cats/c2.PNG"));
        FileFlow flow = new ImageDataGenerator()
                .flowFromFiles(files, List.of("dog", "cat"))
                .classMode("sparse")
                .targetSize(2, 2)
                .shuffle(false);
        assertEquals(List.of(101, 2), greys(flow));
        assertEquals("Found 2 validated image filenames belonging to 2 classes." + System.lineSeparator(), printed());
        assertArrayEquals(new int[] {1, 0}, flow.labels());
        assertThrows(DataException.class, () -> new ImageDataGenerator().flowFromFiles(files, List.of("dog")));
        assertTrue(assertThrows(DataException.class, () -> flow.classes("cat").samples())
                .getMessage()
                .contains("has the label \"dog\", which is not among the classes [cat]"));
    }

    @Test
    void failsOnUnreadableFilesBeforeTheFirstBatch() throws IOException {
        catsAndDogs();
        Path unreadable = Files.writeString(folder.resolve("cats/c1b.png"), "not an image");
        assertEquals(
                "cannot read the image " + unreadable
                        + ": it is not a PNG, JPEG, BMP, PPM, TIFF or GIF image. Mend or remove it,"
                        + " or leave such files out by onUnreadable(\"skip\").",
                assertThrows(DataException.class, () -> flow().count()).getMessage());
    }

    @Test
    void skipsUnreadableFilesWithTheirLabels() throws IOException {
        catsAndDogs();
        Path unreadable = Files.writeString(folder.resolve("cats/c1b.png"), "not an image");
        FileFlow flow = flow().onUnreadable("skip").classMode("sparse");
        assertEquals(8, flow.samples());
        assertEquals(
                List.of(unreadable.toRealPath()),
                flow.unreadable().stream().map(FileFlowTest::real).toList());
        flow.epoch(0).forEachRemaining(batch -> {
            for (int r = 0; r < batch.size(); r++) {
                assertEquals(
                        batch.inputs().get(0).get(r, 0, 0, 0) >= 100 ? 1 : 0,
                        batch.targets().get(0).get(r));
            }
        });
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Truncates a file after its header. */
    private void truncate(String name) throws IOException {
        Path file = folder.resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, 45));
    }

    @Test
    void leavesOutAFileThatFailsWhenDecoded() throws IOException {
        catsAndDogs();
        truncate("dogs/d0.png");
        FileFlow skipping = flow().onUnreadable("skip").classMode("sparse");
        assertEquals(8, skipping.samples(), "its header is valid");
        List<Integer> sizes = new ArrayList<>();
        List<Float> labels = new ArrayList<>();
        skipping.epoch(0).forEachRemaining(batch -> {
            sizes.add(batch.size());
            for (float label : batch.targets().get(0).toArray()) {
                labels.add(label);
            }
        });
        assertEquals(List.of(3, 2, 2), sizes);
        assertEquals(List.of(0f, 0f, 0f, 0f, 1f, 1f, 1f), labels);
        assertEquals(List.of(0, 1, 2, 3, 101, 102, 103), greys(skipping));
        assertEquals(1, skipping.unreadable().size());
        Iterator<Batch> failing = flow().epoch(0);
        failing.next();
        assertTrue(assertThrows(DataException.class, failing::next)
                .getMessage()
                .startsWith("cannot read the image " + folder.resolve("dogs/d0.png")));
    }

    @Test
    void stopsWhenTooManyFilesAreUnreadable() throws IOException {
        catsAndDogs();
        Files.writeString(folder.resolve("cats/x.png"), "no image");
        Files.writeString(folder.resolve("dogs/x.png"), "no image");
        assertTrue(assertThrows(
                        DataException.class, () -> flow().onUnreadable("skip").count())
                .getMessage()
                .startsWith("2 of 10 images cannot be read, more than the 1.0 % that may be left out (maxSkipped)."));
        assertEquals(8, flow().onUnreadable("skip").maxSkipped(0.5).samples());
    }

    @Test
    void readsLinkedFoldersOnceDespiteLoops() throws IOException {
        catsAndDogs();
        Files.createSymbolicLink(folder.resolve("cats/again"), folder.resolve("cats"));
        Files.createSymbolicLink(folder.resolve("dogs/link.png"), folder.resolve("cats/c0.PNG"));
        assertEquals(9, flow().samples());
        assertEquals(9, flow().followLinks(true).samples());
        Files.createSymbolicLink(folder.resolve("dogs/others"), folder.resolve("cats"));
        assertEquals(9, flow().samples());
        assertEquals(13, flow().followLinks(true).samples());
    }

    @Test
    void explainsFoldersWithoutImages() throws IOException {
        assertEquals(
                "there is no folder " + folder.resolve("none")
                        + ". Name one with a sub-folder of images for each class.",
                assertThrows(DataException.class, () -> new ImageDataGenerator().flowFromDirectory(folder + "/none"))
                        .getMessage());
        image("loose.png", 1);
        assertEquals(
                "there are no images in " + folder + ". Images are taken from the sub-folders, one for each class;"
                        + " the endings are [bmp, jpeg, jpg, png, ppm, tif, tiff].",
                assertThrows(DataException.class, () -> flow().epoch(0)).getMessage());
        assertEquals("Found 0 images belonging to 0 classes." + System.lineSeparator(), printed());
    }

    @Test
    void refusesUnknownNames() {
        assertThrows(OptionException.class, () -> flow().classMode("multi"));
        assertThrows(OptionException.class, () -> flow().colorMode("bgr"));
        assertThrows(OptionException.class, () -> flow().interpolation("linear"));
        assertThrows(OptionException.class, () -> flow().onUnreadable("ignore"));
        assertThrows(OptionException.class, () -> flow().targetSize(0, 5));
    }
}
