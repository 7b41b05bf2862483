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

/** One try to fetch a file from one place, with a bar that grows on the {@link Console}. */
final class Download {
    private static final int REDIRECTS = 5;
    private static final int BAR = 30;

    private final RemoteFile file;
    private final Duration timeout;

    /** @param timeout for the connection, and for each piece to arrive */
    Download(RemoteFile file, Duration timeout) {
        this.file = file;
        this.timeout = timeout;
    }

    /** Writes what lies at an address into a new file and to the disk; at most as much as the file is long. */
    void from(String address, Path into) throws IOException {
        PrintStream out = Console.stream();
        out.printf(Locale.ROOT, "Downloading %s (%.1f MB) from %s%n", file.name(), file.bytes() / 1e6, address);
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
                        new FileOutputStream(into.toFile())) { // no channel, which an interrupt closes
            out.print('[');
            byte[] piece = new byte[1 << 16];
            long received = 0;
            int shown = 0;
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                received += n;
                if (received > file.bytes()) {
                    throw new IOException("it is longer than " + file.bytes() + " bytes");
                }
                written.write(piece, 0, n);
                for (; shown < received * BAR / file.bytes(); shown++) {
                    out.print('=');
                }
                out.flush();
            }
            if (received < file.bytes()) {
                throw new IOException("it ends after " + received + " of " + file.bytes() + " bytes");
            }
            written.getFD().sync();
            out.println(']');
        } finally {
            connection.disconnect();
        }
    }

    /** The answer at the end of all redirections, each of which must be allowed too. */
    private HttpURLConnection open(String address) throws IOException {
        URI uri = URI.create(address);
        boolean secure = "https".equals(uri.getScheme());
        for (int i = 0; i <= REDIRECTS; i++) {
            requireSafe(uri, secure);
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
        throw new IOException("it is redirected more than " + REDIRECTS + " times");
    }

    /** Https, or http on this machine where it began there. */
    private static void requireSafe(URI uri, boolean secure) throws IOException {
        boolean local = !secure
                && "http".equals(uri.getScheme())
                && uri.getHost() != null
                && InetAddress.getByName(uri.getHost()).isLoopbackAddress();
        if (!"https".equals(uri.getScheme()) && !local) {
            throw new IOException("only https is taken, not " + uri);
        }
    }
}
