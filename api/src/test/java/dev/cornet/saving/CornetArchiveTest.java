package dev.cornet.saving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ModelFormatException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CornetArchiveTest {
    private final TimeZone zone = TimeZone.getDefault();

    @TempDir
    Path folder;

    @AfterEach
    void restoreZone() {
        TimeZone.setDefault(zone);
    }

    private byte[] written(String timeZone) throws IOException {
        TimeZone.setDefault(TimeZone.getTimeZone(timeZone));
        Path file = folder.resolve("a.cornet");
        CornetArchive.write(file, Map.of("part", out -> out.write(5)));
        return Files.readAllBytes(file);
    }

    @Test
    void bytesDoNotDependOnTheTimeZone() throws IOException {
        byte[] utc = written("UTC");
        for (String zone : new String[] {"America/Los_Angeles", "Asia/Kolkata", "Pacific/Apia", "Europe/Berlin"}) {
            assertArrayEquals(utc, written(zone), zone);
        }
    }

    @Test
    void recognisesArchivesByTheirBeginning() throws IOException {
        written("UTC");
        assertTrue(CornetArchive.isArchive(folder.resolve("a.cornet")));
        assertTrue(CornetArchive.isArchive(withVersion("99"))); // so that the message names the version
        Path keras = folder.resolve("m.keras");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(keras))) {
            zip.putNextEntry(new ZipEntry("metadata.json"));
            zip.write("{\"keras_version\": \"3.15.1\"}".getBytes(StandardCharsets.UTF_8));
        }
        assertFalse(CornetArchive.isArchive(keras));
        assertFalse(CornetArchive.isArchive(Files.write(folder.resolve("empty"), new byte[0])));
        assertFalse(CornetArchive.isArchive(
                Files.writeString(folder.resolve("text"), "metadata.json{\"format\":\"cornet\"")));
        assertFalse(CornetArchive.isArchive(folder));
        assertFalse(CornetArchive.isArchive(folder.resolve("missing")));
    }

    /** An archive whose metadata has this format version. */
    private Path withVersion(String version) throws IOException {
        Path file = folder.resolve("version.cornet");
        byte[] metadata = ("{\"format\":\"cornet\",\"format_version\":" + version
                        + ",\"cornet_version\":\"9.9\",\"sha256\":{}}")
                .getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            ZipEntry entry = new ZipEntry("metadata.json");
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(metadata.length);
            CRC32 crc = new CRC32();
            crc.update(metadata);
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            zip.write(metadata);
            zip.closeEntry();
        }
        return file;
    }

    private String refusal(String version) throws IOException {
        Path file = withVersion(version);
        return assertThrows(ModelFormatException.class, () -> CornetArchive.open(file, Set.of()))
                .getMessage();
    }

    @Test
    void readsEveryVersionThatCornetHasWritten() throws IOException {
        for (int version = 1; version <= CornetArchive.VERSION; version++) {
            try (CornetArchive archive = CornetArchive.open(withVersion(Integer.toString(version)), Set.of())) {
                assertEquals(version, archive.version());
            }
        }
    }

    @Test
    void newerAndUnknownVersionsHaveTheirOwnMessages() throws IOException {
        String newer = refusal(Integer.toString(CornetArchive.VERSION + 1));
        assertTrue(newer.contains("written by a newer Cornet (9.9)"), newer);
        for (String version : new String[] {"0", "-1"}) {
            String unknown = refusal(version);
            assertTrue(unknown.contains("which no Cornet has ever written"), unknown);
        }
        for (String version : new String[] {"\"1\"", "1.5", "null", "99999999999"}) {
            String none = refusal(version);
            assertTrue(none.contains("no version of the format that is a whole number"), none);
        }
    }

    @Test
    void reportsAPartThatChangesDuringWriting() throws IOException {
        Path file = folder.resolve("a.cornet");
        CornetArchive.write(file, Map.of("part", out -> out.write(5)));
        byte[] before = Files.readAllBytes(file);
        AtomicInteger calls = new AtomicInteger();
        String message = assertThrows(
                        CornetException.class,
                        () -> CornetArchive.write(file, Map.of("part", out -> out.write(calls.incrementAndGet()))))
                .getMessage();
        assertTrue(message.contains("part changed while it was written"), message);
        assertArrayEquals(before, Files.readAllBytes(file));
    }
}
