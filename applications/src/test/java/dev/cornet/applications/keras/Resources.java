package dev.cornet.applications.keras;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Golden files as files on disk. */
final class Resources {
    private Resources() {}

    /** Of "applications" or "keras-files"; those that are packed by gzip are unpacked. */
    static byte[] bytes(String family, String name) throws IOException {
        String path = "/golden/" + family + "/" + name;
        InputStream plain = Resources.class.getResourceAsStream(path);
        try (InputStream in = plain != null
                ? plain
                : new GZIPInputStream(
                        Objects.requireNonNull(Resources.class.getResourceAsStream(path + ".gz"), path))) {
            return in.readAllBytes();
        }
    }

    static Path file(Path folder, String family, String name) throws IOException {
        return Files.write(folder.resolve(name), bytes(family, name));
    }
}
