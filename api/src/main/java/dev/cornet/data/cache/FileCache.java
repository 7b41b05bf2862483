package dev.cornet.data.cache;

import dev.cornet.console.Console;
import dev.cornet.exceptions.DataException;
import dev.cornet.file.AtomicFile;
import dev.cornet.file.UninterruptibleIO;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder of files that are downloaded on first use.
 *
 * <p>A file is written to a temporary name ({@code .part}), checked, synced to disk and then renamed, so a partial file never appears under
 * its name. A lock makes other threads and programs wait for a running download instead of repeating it. A download that breaks off is
 * continued, at the next mirror and at the next call too, if the server can send the rest of a file; else it begins again. The digest is
 * checked again on each use.
 */
public final class FileCache {
    private static final Map<Path, Object> LOCKS = new ConcurrentHashMap<>();

    private final Path folder;
    private final Duration timeout;

    FileCache(Path folder, Duration timeout) {
        this.folder = folder.toAbsolutePath().normalize();
        this.timeout = timeout;
    }

    /** The sub-folder {@code name} of this user's cache. */
    public static FileCache of(String name) {
        return new FileCache(CacheSettings.cacheFolder().resolve(name), Duration.ofSeconds(30));
    }

    /** The folder that holds the files. */
    public Path folder() {
        return folder;
    }

    /** Returns the paths of the files, in the same order. Missing and damaged files are downloaded. */
    public List<Path> get(List<RemoteFile> files) {
        List<RemoteFile> missing = new ArrayList<>();
        try {
            for (RemoteFile file : files) {
                Path path = folder.resolve(file.name());
                if (!isCached(file)) {
                    missing.add(file);
                    if (Files.isRegularFile(path)) {
                        Console.warn(path + " is damaged: its " + file.algorithm() + " is not " + file.digest());
                    }
                }
            }
            if (!missing.isEmpty()) {
                fetch(missing);
            }
        } catch (IOException e) {
            throw new DataException(
                    "cannot use the cache " + folder + ": " + AtomicFile.reason(e)
                            + ". CORNET_CACHE names another folder.",
                    e);
        }
        return files.stream().map(file -> folder.resolve(file.name())).toList();
    }

    private boolean isCached(RemoteFile file) throws IOException {
        Path path = folder.resolve(file.name());
        return Files.isRegularFile(path) && file.matches(path);
    }

    private void fetch(List<RemoteFile> missing) throws IOException {
        if (CacheSettings.isOffline()) {
            throw new DataException(instructions(missing, "CORNET_OFFLINE forbids downloads"));
        }
        Files.createDirectories(folder);
        synchronized (LOCKS.computeIfAbsent(folder, key -> new Object())) { // a file lock excludes only other processes
            try (FileChannel channel = UninterruptibleIO.run(this::lock)) {
                for (int i = 0; i < missing.size() && channel.isOpen(); i++) {
                    if (!isCached(missing.get(i))) { // another program may have downloaded it during the wait
                        fetch(missing.get(i), missing.subList(i, missing.size()));
                    }
                }
            }
        }
    }

    /** Waits for the lock of the folder, which is held until the returned channel is closed. */
    private FileChannel lock() throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            channel.lock();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return channel;
    }

    private void fetch(RemoteFile file, List<RemoteFile> missing) throws IOException {
        Path part = folder.resolve(file.name() + ".part");
        StringBuilder failures = new StringBuilder("no mirror gave " + file.name());
        for (String mirror : file.mirrors()) {
            try {
                download(file, mirror, part);
                Files.move(
                        part,
                        folder.resolve(file.name()),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                return;
            } catch (Download.WriteException e) {
                Files.deleteIfExists(part);
                throw e;
            } catch (IOException | IllegalArgumentException e) {
                failures.append("\n  ").append(mirror).append(": ").append(reason(e));
            }
        }
        throw new DataException(instructions(missing, failures.toString()));
    }

    /** Downloads a file into {@code part} and checks it; {@code part} is kept after a failure only if it can be continued. */
    private void download(RemoteFile file, String mirror, Path part) throws IOException {
        boolean keeps = new Download(file, timeout).from(mirror, part);
        if (file.matches(part)) {
            return;
        }
        Files.delete(part);
        if (!keeps) {
            throw new IOException("its " + file.algorithm() + " is wrong");
        }
        download(file, mirror, part); // what was there before may have been of another file
    }

    private static String reason(Exception e) {
        return (e instanceof UnknownHostException ? "there is no way to the host " : "") + e.getMessage();
    }

    private String instructions(List<RemoteFile> missing, String why) {
        StringBuilder text = new StringBuilder(why + ".\nPut these files into " + folder + ":");
        for (RemoteFile file : missing) {
            text.append("\n  ").append(file.describe());
            for (String mirror : file.mirrors()) {
                boolean isRenamed = !mirror.endsWith("/" + file.name());
                text.append("\n    ").append(mirror).append(isRenamed ? ", saved as " + file.name() : "");
            }
        }
        return text.toString();
    }
}
