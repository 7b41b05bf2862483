package dev.cornet.data.cache;

import dev.cornet.error.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file that lies on the net.
 *
 * @param name its name in the cache
 * @param bytes its length; a download of any other is refused
 * @param sha256 its SHA-256 in lower-case hex
 * @param contentSha256 where it is packed by gzip, the SHA-256 of what is inside: the file is good as well when packed otherwise; else null
 * @param mirrors where it lies, tried in order: https only (http on this machine, for tests)
 */
public record RemoteFile(
        String name, long bytes, String sha256, @Nullable String contentSha256, List<String> mirrors) {
    public RemoteFile {
        mirrors = List.copyOf(mirrors);
    }

    /** True when a file on disk is this one. */
    boolean is(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            if (digest(in).equals(sha256)) {
                return true;
            }
        }
        if (contentSha256 == null) {
            return false;
        }
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return digest(in).equals(contentSha256);
        } catch (IOException e) { // cut, or not gzip at all
            return false;
        }
    }

    static String digest(InputStream in) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) { // every JVM has it
            throw new DataException("this JVM has no SHA-256", e);
        }
    }

    /** Name, length and digest, for people. */
    String describe() {
        return String.format(Locale.ROOT, "%s  %,d bytes  SHA-256 %s", name, bytes, sha256);
    }
}
