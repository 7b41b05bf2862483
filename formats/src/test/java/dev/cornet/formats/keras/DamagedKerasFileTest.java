package dev.cornet.formats.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.formats.hdf5.Hdf5;
import dev.cornet.layers.Dense;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.testing.CollectedWarnings;
import dev.cornet.testing.Golden;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged, cut, foreign and hostile files give a {@link ModelFormatException}; {@code -Dcornet.fuzz=100000} sets a long run. */
final class DamagedKerasFileTest {
    private final Random random = new Random(7);

    @AutoClose
    private final CollectedWarnings collected = new CollectedWarnings();

    private final List<String> warnings = collected.list();

    @TempDir
    Path folder;

    private byte[] damaged(byte[] whole) {
        byte[] bytes = whole.clone();
        int reach = random.nextBoolean() ? bytes.length : Math.min(bytes.length, 4096);
        int from = random.nextInt(reach);
        switch (random.nextInt(6)) {
            case 0 -> bytes = Arrays.copyOf(bytes, from);
            case 1 -> Arrays.fill(bytes, from, Math.min(bytes.length, from + random.nextInt(200)), (byte) 0);
            case 2 -> Arrays.fill(bytes, from, Math.min(bytes.length, from + 8), (byte) 0xff);
            case 3 -> System.arraycopy(bytes, random.nextInt(reach / 2), bytes, random.nextInt(reach / 2), 64);
            default -> {
                for (int n = 1 + random.nextInt(6); n > 0; n--) {
                    bytes[random.nextInt(reach)] =
                            (byte) (random.nextBoolean() ? random.nextInt() : 1 << random.nextInt(8));
                }
            }
        }
        return bytes;
    }

    private void assertOneKindOfException(String what, Path file, Runnable reading) {
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> {
                    try {
                        reading.run();
                    } catch (ModelFormatException e) {
                        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
                    }
                },
                what);
    }

    @ParameterizedTest
    @CsvSource({
        "keras-files,tiny.keras",
        "keras-files,nested.h5",
        "keras-files,nested.weights.h5",
        "keras-files,tiny.legacy_weights.h5",
        "applications,file_vgg16.2016.h5",
        "applications,file_mobilenet_v2.weights.h5"
    })
    void damagedFilesGiveAModelOrOneKindOfException(String family, String name) throws IOException {
        byte[] whole = Golden.bytes(family, name);
        String base = name.replaceFirst("\\..*", "");
        Model model = family.equals("keras-files")
                ? Model.fromJson(Golden.read(family, base).get("json").asText())
                : Model.load(Golden.copy(family, base + ".keras", folder).toString());
        boolean isModel = name.endsWith(".keras") || name.equals("nested.h5");
        for (int run = Integer.getInteger("cornet.fuzz", 100); run > 0; run--) {
            Path file = Files.write(folder.resolve(name), damaged(whole));
            String what = name + ", run " + run;
            assertOneKindOfException(what, file, () -> model.loadWeights(file.toString()));
            if (isModel) {
                assertOneKindOfException(what, file, () -> Model.load(file.toString()));
            }
        }
    }

    /** The message expected for each hostile file. */
    private static final Map<String, String> REFUSALS = """
            external_link: layers/dense/vars/0 is a link, which is never followed
            soft_link: layers/dense/vars/0 is a link, which is never followed
            circle: the group or array layers/dense/vars/again is listed twice, or contains itself
            deep: groups lie deeper than 64
            promise: the shape (100000, 100000) has more than 2147483639 values
            bomb: wrong shape: layers/dense/vars/0 is (6000, 10000) in the file, dense/kernel (3, 2) in the model
            external_data: the array layers/dense/vars/0 lies in another file, which is never opened
            virtual: the array layers/dense/vars/0 is put together from others
            text: the array layers/dense/vars/0 holds no numbers that Cornet reads
            rank: the array layers/dense/vars/0 has 20 axes
            numbers_for_names: the attribute layer_names is no text
            names_of_nothing: missing: the group of the layer dense
            no_weights: it holds no weights of Keras
            """.lines()
            .map(line -> line.split(": ", 2))
            .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));

    static Stream<String> hostile() {
        return Stream.iterate(0, i -> i + 1)
                .limit(Golden.read("applications", "hostile").get("names").size())
                .map(i -> Golden.read("applications", "hostile")
                        .get("names")
                        .get(i)
                        .asText());
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void hostileFilesAreRefused(String kind) throws IOException {
        Path file = Golden.copy("applications", "hostile_" + kind + ".h5", folder);
        Sequential model = new Sequential(new Dense(2).inputShape(3));
        ModelFormatException refused =
                assertThrows(ModelFormatException.class, () -> model.loadWeights(file.toString()));
        assertTrue(refused.getMessage().startsWith(file + ": "), refused.getMessage());
        assertTrue(refused.getMessage().contains(REFUSALS.get(kind)), refused.getMessage());
    }

    @Test
    void everyHostileFileHasAnExpectedMessage() {
        Set<String> names = new HashSet<>();
        Golden.read("applications", "hostile").get("names").forEach(name -> names.add(name.asText()));
        assertEquals(names, REFUSALS.keySet());
    }

    @Test
    void refusesACompressionBombBeforeAllocatingMemory() throws IOException {
        Path file = Golden.copy("applications", "hostile_bomb.h5", folder);
        try (Hdf5 hdf5 = Hdf5.open(file)) {
            String message =
                    assertThrows(ModelFormatException.class, hdf5::floatBytes).getMessage();
            assertTrue(message.startsWith("the array layers/dense/vars/0 should hold 240000000 bytes, but "), message);
        }
    }

    /** A .keras file with a changed config. */
    private Path changed(String from, String to) throws IOException {
        Path file = Golden.copy("keras-files", "tiny.keras", folder);
        String config;
        try (KerasZip zip = KerasZip.open(file)) {
            config = zip.config();
        }
        assertTrue(config.contains(from), config);
        writeZip(file, config.replace(from, to), Golden.bytes("keras-files", "tiny.weights.h5"));
        return file;
    }

    @Test
    void aModelLargerThanItsFileIsRefused() throws IOException {
        Path file = changed("\"units\": 2", "\"units\": 2000000");
        String message = assertThrows(ModelFormatException.class, () -> Model.load(file.toString()))
                .getMessage();
        assertTrue(message.startsWith(file + ": config.json:"), message);
        assertTrue(message.contains("the layers need more than 1"), message);
        assertTrue(message.endsWith(" bytes of weights, which the file cannot hold"), message);
    }

    @Test
    void anotherOptimizerStartsFresh() throws IOException {
        Path file = changed("\"amsgrad\": false", "\"amsgrad\": true");
        Model model = Model.load(file.toString());
        assertEquals(0, model.optimizer().iterations());
        assertEquals(
                List.of(file
                        + ": the optimizer starts fresh: its state in the file does not fit Adam and these weights"),
                warnings);
    }

    @Test
    void unknownCompileArgumentsLeaveTheModelUncompiled() throws IOException {
        Path file = changed("\"class_name\": \"Adam\"", "\"class_name\": \"Prophet\"");
        assertFalse(Model.load(file.toString()).isCompiled());
        String notice = warnings.get(0);
        assertTrue(notice.startsWith(file + ": config.json: read, but not compiled."), notice);
        assertTrue(notice.contains("Prophet"), notice);
    }

    @Test
    void aZipBombIsRefused() throws IOException {
        Path file = folder.resolve("bomb.keras");
        writeZip(file, Golden.read("keras-files", "tiny").get("json").asText(), new byte[50_000_000]);
        String message = assertThrows(ModelFormatException.class, () -> Model.load(file.toString()))
                .getMessage();
        assertTrue(message.startsWith(file + ": model.weights.h5 would grow from "), message);
    }

    private static void writeZip(Path file, String config, byte[] weights) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("config.json"));
            zip.write(config.getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("model.weights.h5"));
            zip.write(weights);
        }
    }

    @Test
    void listsOfNamesThatRepeatEachOtherAreNotReadAgainAndAgain() throws IOException {
        Path file = Files.write(folder.resolve("a.weights.h5"), Golden.bytes("hdf5", "repeated_names.h5"));
        Sequential model = new Sequential(new Dense(2).inputShape(3));
        String message = assertThrows(ModelFormatException.class, () -> model.loadWeights(file.toString()))
                .getMessage();
        assertTrue(message.contains("its lists of names repeat each other"), message);
    }
}
