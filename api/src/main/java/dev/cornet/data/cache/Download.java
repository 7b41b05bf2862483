package dev.cornet.data.cache;

import dev.cornet.console.Console;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * The download of a file from one URL, with a progress bar on the {@link Console}. What an earlier, interrupted download has left is
 * continued if the server can send the rest of a file; the digest of the whole must be checked afterwards.
 */
final class Download {
    private static final int MAX_REDIRECTS = 5;
    private static final int MAX_CONTINUATIONS = 10;
    private static final int BAR_WIDTH = 30;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final RemoteFile file;
    private final Duration timeout;
    private final PrintStream out = Console.stream();

    /** @param timeout for connecting, and for each read */
    Download(RemoteFile file, Duration timeout) {
        this.file = file;
        this.timeout = timeout;
    }

    /** A failure to write the file, such as a full disk. */
    static final class WriteException extends IOException {
        private static final long serialVersionUID = 1;

        WriteException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /**
     * Downloads from a URL into the file {@code part} and syncs it to disk. If {@code part} exists, only the rest is asked for. Fails
     * unless exactly as many bytes arrive as the file has; {@code part} then holds the bytes that did. Returns whether bytes that were
     * there before the call are part of the result.
     */
    boolean from(String address, Path part) throws IOException {
        String size = file.hasLength() ? String.format(Locale.ROOT, " (%.1f MB)", file.bytes() / 1e6) : "";
        out.println("Downloading " + file.name() + size + " from " + address);
        boolean keeps = true;
        for (int attempt = 0; ; attempt++) {
            long before = sizeOf(part);
            Response response = null;
            try {
                response = open(address, before);
                keeps &= response.begin() > 0;
                fetch(response, part);
                return keeps;
            } catch (IOException e) {
                out.println(" failed: " + e.getMessage());
                boolean continues = response != null && response.canContinue() && sizeOf(part) > before;
                if (e instanceof WriteException || !continues || attempt == MAX_CONTINUATIONS) {
                    throw e;
                }
                out.println("Continuing " + file.name());
            }
        }
    }

    private static long sizeOf(Path part) throws IOException {
        return Files.isRegularFile(part) ? Files.size(part) : 0;
    }

    private void fetch(Response response, Path part) throws IOException {
        long length = response.length();
        if (!file.hasLength()) {
            out.printf(Locale.ROOT, "%.1f MB ", length / 1e6);
        }
        try (InputStream in = response.connection().getInputStream();
                FileOutputStream written = append(part, response.begin() > 0)) {
            out.print('[');
            byte[] chunk = new byte[1 << 16];
            long received = response.begin();
            int barLength = 0;
            for (int n = 0; n >= 0; n = in.read(chunk)) {
                received += n;
                if (received > length) {
                    throw new IOException("it is longer than " + length + " bytes");
                }
                write(written, chunk, n);
                for (; barLength < received * BAR_WIDTH / length; barLength++) {
                    out.print('=');
                }
                out.flush();
            }
            if (received < length) {
                throw new IOException("it ends after " + received + " of " + length + " bytes");
            }
            sync(written);
            out.println(']');
        } finally {
            response.connection().disconnect();
        }
    }

    /** Opens a file, whose content is kept if {@code keeps}; not as a channel, which an interrupt would close. */
    private static FileOutputStream append(Path part, boolean keeps) throws WriteException {
        try {
            return new FileOutputStream(part.toFile(), keeps);
        } catch (IOException e) {
            throw new WriteException(e);
        }
    }

    private static void write(FileOutputStream written, byte[] chunk, int n) throws WriteException {
        try {
            written.write(chunk, 0, n);
        } catch (IOException e) {
            throw new WriteException(e);
        }
    }

    private static void sync(FileOutputStream written) throws WriteException {
        try {
            written.getFD().sync();
        } catch (IOException e) {
            throw new WriteException(e);
        }
    }

    /**
     * An answer of a server.
     *
     * @param begin the number of bytes at the beginning of the file that it does not send again
     * @param length the length of the whole file
     */
    private record Response(HttpURLConnection connection, long begin, long length) {
        /** Whether the server can send the rest of a file whose beginning has arrived. */
        boolean canContinue() {
            return begin > 0 || "bytes".equals(connection.getHeaderField("Accept-Ranges"));
        }
    }

    /** Asks for the file from byte {@code begin} on; for all of it, if there is nothing after that byte. */
    private Response open(String address, long begin) throws IOException {
        if (begin == 0 || (file.hasLength() && begin >= file.bytes())) {
            return response(connect(address, 0), 0);
        }
        HttpURLConnection connection = connect(address, begin);
        return connection.getResponseCode() == RANGE_NOT_SATISFIABLE
                ? response(connect(address, 0), 0)
                : response(connection, begin);
    }

    private Response response(HttpURLConnection connection, long begin) throws IOException {
        int status = connection.getResponseCode();
        boolean isRest = status == HttpURLConnection.HTTP_PARTIAL && begin > 0;
        if (!isRest && status != HttpURLConnection.HTTP_OK) {
            connection.disconnect();
            throw new IOException("the server answers " + status);
        }
        long announced = connection.getContentLengthLong();
        if (!file.hasLength() && announced < 1) {
            connection.disconnect();
            throw new IOException(announced == 0 ? "it is empty" : "the server does not say how long it is");
        }
        long start = isRest ? begin : 0;
        if (isRest
                && !String.valueOf(connection.getHeaderField("Content-Range")).startsWith("bytes " + begin + "-")) {
            connection.disconnect();
            throw new IOException("the server sends another part than bytes " + begin + " to the end");
        }
        return new Response(connection, start, file.hasLength() ? file.bytes() : start + announced);
    }

    /** Opens a connection to a URL, following redirects; each URL on the way must pass {@link #requireSafe}. */
    private HttpURLConnection connect(String address, long begin) throws IOException {
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
            if (begin > 0) {
                connection.setRequestProperty("Range", "bytes=" + begin + "-");
            }
            int status = connection.getResponseCode();
            String location = connection.getHeaderField("Location");
            if (status < 300 || status > 399 || location == null) {
                return connection;
            }
            connection.disconnect();
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
