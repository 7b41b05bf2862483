package dev.cornet.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.console.Console;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.exceptions.OptionException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Tests of CSVLogger. {@link KerasCallbacksTest} compares its files with Keras'. */
class CSVLoggerTest {
    @TempDir
    Path folder;

    @Test
    void createsTheFolderAndIsCompleteAfterEachEpoch() throws Exception {
        Path file = folder.resolve("a/b/log.csv");
        CSVLogger logger = new CSVLogger(file.toString());
        logger.onTrainBegin(Map.of());
        logger.onEpochEnd(0, Map.of("loss", 0.5));
        assertEquals("epoch,loss,val_loss\r\n0,0.5,NA\r\n", Files.readString(file));
    }

    @Test
    void namesAFileThatCannotBeWritten() {
        String message = assertThrows(CornetException.class, () -> new CSVLogger(folder).onTrainBegin(Map.of()))
                .getMessage();
        assertTrue(message.startsWith("CSVLogger: " + folder + " cannot be written"), message);
    }

    @Test
    void removesLinesWrittenAfterTheCheckpoint() throws Exception {
        Path file = folder.resolve("log.csv");
        CSVLogger logger = new CSVLogger(file);
        logger.onTrainBegin(Map.of());
        logger.onEpochEnd(0, Map.of("loss", 0.5));
        Map<String, String> state = logger.state();
        logger.onEpochEnd(1, Map.of("loss", 0.25));
        logger.restore(state, Map.of());
        logger.onEpochEnd(1, Map.of("loss", 0.125));
        assertEquals("epoch,loss,val_loss\r\n0,0.5,NA\r\n1,0.125,NA\r\n", Files.readString(file));
    }

    private String appended(String before, String separator, Map<String, Double> logs) throws Exception {
        Path file = folder.resolve("log.csv");
        Files.writeString(file, before);
        CSVLogger logger = new CSVLogger(file).append(true).separator(separator);
        logger.onTrainBegin(Map.of());
        logger.onEpochEnd(7, logs);
        return Files.readString(file);
    }

    @Test
    void appendsBelowALastLineWithoutAnEnd() throws Exception {
        assertEquals("epoch,loss\r\n0,0.5\r\n7,0.25\r\n", appended("epoch,loss\r\n0,0.5", ",", Map.of("loss", 0.25)));
    }

    @Test
    void usesTheColumnsOfAnExistingFileAndNamesMetricsWithoutColumn() throws Exception {
        List<String> warnings = new ArrayList<>();
        Console.onWarning(warnings::add);
        String text =
                appended("epoch;\"a;b\";loss\r\n0;1.0;0.5\r\n", ";", Map.of("loss", 0.25, "auc", 1.0, "a;b", 2.0));
        Console.onWarning(Console::toStandardError);
        assertEquals("epoch;\"a;b\";loss\r\n0;1.0;0.5\r\n7;2.0;0.25\r\n", text);
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).contains("has no columns for [auc]"), warnings.get(0));
    }

    @Test
    void doesNotAppendToAFileWithAnotherSeparator() {
        String message = assertThrows(
                        OptionException.class, () -> appended("epoch;loss\r\n0;0.5\r\n", ",", Map.of("loss", 0.25)))
                .getMessage();
        assertTrue(message.contains("has no column \"epoch\", read with the separator \",\": [epoch;loss]"), message);
    }

    /** A device can be written to, but reading it may never end. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void appendsToADeviceWithoutReadingIt() {
        CSVLogger full = new CSVLogger("/dev/full").append(true);
        full.onTrainBegin(Map.of());
        String message = assertThrows(CornetException.class, () -> full.onEpochEnd(0, Map.of("loss", 0.5)))
                .getMessage();
        assertTrue(message.startsWith("CSVLogger: /dev/full cannot be written: "), message);

        for (String device : List.of("/dev/null", "/dev/zero")) {
            CSVLogger logger = new CSVLogger(device).append(true);
            logger.onTrainBegin(Map.of());
            logger.onEpochEnd(0, Map.of("loss", 0.5));
            logger.restore(logger.state(), Map.of());
            logger.onEpochEnd(1, Map.of("loss", 0.25));
        }
    }

    /** Of a large file, the first line and the last character are read. */
    @Test
    void appendsToALargeFile() throws Exception {
        Path file = folder.resolve("log.csv");
        Files.writeString(file, "\uFEFFepoch,loss\r\n0,0.5\r\n");
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(3L << 30); // more than a string can hold; takes no room on the disk
        }
        CSVLogger logger = new CSVLogger(file).append(true);
        logger.onTrainBegin(Map.of());
        logger.onEpochEnd(1, Map.of("loss", 0.25));
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            open.seek(3L << 30);
            byte[] end = new byte[30];
            assertEquals("\r\n1,0.25\r\n", new String(end, 0, open.read(end), StandardCharsets.UTF_8));
        }
    }

    @Test
    void doesNotAppendBelowAnEndlessLine() {
        String message = assertThrows(
                        OptionException.class, () -> appended("x".repeat(2_000_000), ",", Map.of("loss", 0.25)))
                .getMessage();
        assertTrue(message.contains("has no column \"epoch\"") && message.length() < 2000, message);
    }

    /** Values are quoted as by Python's csv module, but formulas are quoted too, which Python reads without a difference. */
    @Test
    void quotesSpecialCharactersAndFormulas() {
        CsvFormat csv = CsvFormat.of(",");
        List<String> values = List.of("a,b", "say \"a\"", "two\nlines", "=1+1", "plain name", "");
        String line = csv.line(values);
        assertEquals("\"a,b\",\"say \"\"a\"\"\",\"two\nlines\",\"=1+1\",plain name,\r\n", line);
        assertEquals(values, csv.firstLine(line));
        assertThrows(OptionException.class, () -> new CSVLogger("log.csv").separator(", "));
    }

    @Test
    void refusesANegativeFileSizeInACheckpoint() {
        CSVLogger logger = new CSVLogger(folder.resolve("log.csv"));
        logger.onTrainBegin(Map.of());
        assertThrows(ModelFormatException.class, () -> logger.restore(Map.of("bytes", "-5"), Map.of()));
    }

    /** The expected texts are the results of Python's repr. */
    @Test
    void numbersAreWrittenAsInPython() {
        double[] numbers = {
            0.1,
            1,
            -2.5,
            100,
            1e15,
            123456789012345680.0,
            1e16,
            1e-4,
            1e-5,
            2e-3,
            5.684341886080802e-14,
            4.9e-324,
            1.7976931348623157e308,
            2.0 / 3,
            -0.0,
            0
        };
        String[] written = {
            "0.1",
            "1.0",
            "-2.5",
            "100.0",
            "1000000000000000.0",
            "1.2345678901234568e+17",
            "1e+16",
            "0.0001",
            "1e-05",
            "0.002",
            "5.684341886080802e-14",
            "5e-324",
            "1.7976931348623157e+308",
            "0.6666666666666666",
            "-0.0",
            "0.0"
        };
        for (int i = 0; i < numbers.length; i++) {
            assertEquals(written[i], PythonNumbers.repr(numbers[i]));
        }
    }
}
