package dev.cornet.data.cache;

import dev.cornet.exceptions.DataException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
 * A file that can be downloaded.
 *
 * @param name its name in the cache
 * @param bytes its length, with which a download of another length is refused; {@link #UNKNOWN_LENGTH} if its publisher states only a digest
 * @param digest its SHA-256 in lower-case hex, or its MD5 (32 digits) if its publisher states only that
 * @param contentSha256 for a gzip file, the SHA-256 of the uncompressed content, so that a file compressed differently is accepted too;
 *     otherwise null
 * @param mirrors its URLs, tried in order: https, or http on the local machine (for tests)
 */
public record RemoteFile(
        String name, long bytes, String digest, @Nullable String contentSha256, List<String> mirrors) {
    /** The length of a file whose publisher states none: the length is then what the server announces, and the digest decides. */
    public static final long UNKNOWN_LENGTH = -1;

    private static final String SHA_256 = "SHA-256";
    private static final int MD5_DIGITS = 32;

    public RemoteFile {
        mirrors = List.copyOf(mirrors);
    }

    /** True if a file on disk has the expected digest, or the expected uncompressed content. */
    public boolean matches(Path file) throws IOException {
        try (InputStream in = new FileInputStream(file.toFile())) {
            if (digest(in, algorithm()).equals(digest)) {
                return true;
            }
        }
        if (contentSha256 == null) {
            return false;
        }
        try (InputStream in = new GZIPInputStream(new FileInputStream(file.toFile()))) {
            return digest(in, SHA_256).equals(contentSha256);
        } catch (IOException e) { // truncated, or not a gzip file
            return false;
        }
    }

    /** Whether the length is known. */
    boolean hasLength() {
        return bytes != UNKNOWN_LENGTH;
    }

    /** The algorithm of {@link #digest}. */
    String algorithm() {
        return digest.length() == MD5_DIGITS ? "MD5" : SHA_256;
    }

    static String digest(InputStream in, String algorithm) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) { // cannot happen: every JVM has both algorithms
            throw new DataException("this JVM has no " + algorithm, e);
        }
    }

    /** Name, length if known, and digest, as shown in messages. */
    public String describe() {
        String length = hasLength() ? String.format(Locale.ROOT, "  %,d bytes", bytes) : "";
        return name + length + "  " + algorithm() + " " + digest;
    }
}
