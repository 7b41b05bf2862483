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
 * A file that lies on the net.
 *
 * @param name its name in the cache
 * @param bytes its length; a download of any other is refused
 * @param digest its SHA-256 in lower-case hex; its MD5 (32 digits) where those who publish the file tell no other
 * @param contentSha256 where it is packed by gzip, the SHA-256 of what is inside: the file is good as well when packed otherwise; else null
 * @param mirrors where it lies, tried in order: https only (http on this machine, for tests)
 */
public record RemoteFile(
        String name, long bytes, String digest, @Nullable String contentSha256, List<String> mirrors) {
    private static final String SHA_256 = "SHA-256";
    private static final int MD5_DIGITS = 32;

    public RemoteFile {
        mirrors = List.copyOf(mirrors);
    }

    /** True when a file on disk is this one. */
    public boolean is(Path file) throws IOException {
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
        } catch (IOException e) { // cut, or not gzip at all
            return false;
        }
    }

    /** The kind of {@link #digest}. */
    String algorithm() {
        return digest.length() == MD5_DIGITS ? "MD5" : SHA_256;
    }

    static String digest(InputStream in, String algorithm) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) { // every JVM has it
            throw new DataException("this JVM has no " + algorithm, e);
        }
    }

    /** Name, length and digest, for people. */
    public String describe() {
        return String.format(Locale.ROOT, "%s  %,d bytes  %s %s", name, bytes, algorithm(), digest);
    }
}
