package dev.cornet.data.cache;

import dev.cornet.console.Console;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** One attempt to download a file from one URL, with a progress bar on the {@link Console}. */
final class Download {
    private static final int MAX_REDIRECTS = 5;
    private static final int BAR_WIDTH = 30;

    private final RemoteFile file;
    private final Duration timeout;

    /** @param timeout for connecting, and for each read */
    Download(RemoteFile file, Duration timeout) {
        this.file = file;
        this.timeout = timeout;
    }

    /** Downloads from a URL into a file and syncs it to disk. Fails unless exactly as many bytes arrive as the file has. */
    void from(String address, Path into) throws IOException {
        PrintStream out = Console.stream();
        String size = file.bytes() == RemoteFile.UNKNOWN_LENGTH
                ? ""
                : String.format(Locale.ROOT, " (%.1f MB)", file.bytes() / 1e6);
        out.println("Downloading " + file.name() + size + " from " + address);
        try {
            fetch(address, into, out);
        } catch (IOException e) {
            out.println(" failed: " + e.getMessage());
            throw e;
        }
    }

    private void fetch(String address, Path into, PrintStream out) throws IOException {
        HttpURLConnection connection = open(address);
        try (InputStream in = connection.getInputStream();
                FileOutputStream written =
                        new FileOutputStream(into.toFile())) { // not a channel, which an interrupt would close
            long length = length(connection);
            out.print('[');
            byte[] chunk = new byte[1 << 16];
            long received = 0;
            int barLength = 0;
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                received += n;
                if (received > length) {
                    throw new IOException("it is longer than " + length + " bytes");
                }
                written.write(chunk, 0, n);
                for (; barLength < received * BAR_WIDTH / length; barLength++) {
                    out.print('=');
                }
                out.flush();
            }
            if (received < length) {
                throw new IOException("it ends after " + received + " of " + length + " bytes");
            }
            written.getFD().sync();
            out.println(']');
        } finally {
            connection.disconnect();
        }
    }

    /** The length of the file; the one that the server announces if none is known. */
    private long length(HttpURLConnection connection) throws IOException {
        long length = file.bytes() == RemoteFile.UNKNOWN_LENGTH ? connection.getContentLengthLong() : file.bytes();
        if (length < 0) {
            throw new IOException("the server does not say how long it is");
        }
        return length;
    }

    /** Opens a connection to a URL, following redirects; each URL on the way must pass {@link #requireSafe}. */
    private HttpURLConnection open(String address) throws IOException {
        URI uri = URI.create(address);
        boolean startedWithHttps = "https".equals(uri.getScheme());
        for (int i = 0; i <= MAX_REDIRECTS; i++) {
            requireSafe(uri, startedWithHttps);
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout((int) timeout.toMillis());
            connection.setReadTimeout((int) timeout.toMillis());
            connection.setInstanceFollowRedirects(false);
            connection.setRequestProperty("Accept-Encoding", "identity");
            connection.setRequestProperty("User-Agent", "cornet");
            int status = connection.getResponseCode();
            String location = connection.getHeaderField("Location");
            if (status == HttpURLConnection.HTTP_OK) {
                return connection;
            }
            connection.disconnect();
            if (status < 300 || status > 399 || location == null) {
                throw new IOException("the server answers " + status);
            }
            uri = uri.resolve(location);
        }
        throw new IOException("it is redirected more than " + MAX_REDIRECTS + " times");
    }

    /** Requires https. For tests, http to the local machine is allowed, unless the first URL was https. */
    private static void requireSafe(URI uri, boolean startedWithHttps) throws IOException {
        boolean local = !startedWithHttps
                && "http".equals(uri.getScheme())
                && uri.getHost() != null
                && InetAddress.getByName(uri.getHost()).isLoopbackAddress();
        if (!"https".equals(uri.getScheme()) && !local) {
            throw new IOException("only https is taken, not " + uri);
        }
    }
}
