package dev.cornet.data.cache;

import dev.cornet.console.Console;
import dev.cornet.exceptions.DataException;
import dev.cornet.file.AtomicFile;
import dev.cornet.file.Uninterrupted;
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
 * A folder of files that are fetched when they are first asked for.
 *
 * <p>A file is there whole or not at all: it is written beside its place, checked, brought to the disk and renamed. A lock keeps a second
 * program (or thread) waiting and then finds the file there. A download that breaks starts anew, from the next mirror. Length and digest
 * are checked again whenever a file is asked for.
 */
public final class FileCache {
    private static final Map<Path, Object> LOCKS = new ConcurrentHashMap<>();

    private final Path folder;
    private final Duration timeout;

    FileCache(Path folder, Duration timeout) {
        this.folder = folder.toAbsolutePath().normalize();
        this.timeout = timeout;
    }

    /** The folder {@code name} in the cache of this user. */
    public static FileCache of(String name) {
        return new FileCache(Environment.cache().resolve(name), Duration.ofSeconds(30));
    }

    /** Where the files lie. */
    public Path folder() {
        return folder;
    }

    /** The files on disk, in the same order; those that are missing or damaged are fetched. */
    public List<Path> get(List<RemoteFile> files) {
        List<RemoteFile> missing = new ArrayList<>();
        try {
            for (RemoteFile file : files) {
                Path path = folder.resolve(file.name());
                if (!isHere(file)) {
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

    private boolean isHere(RemoteFile file) throws IOException {
        Path path = folder.resolve(file.name());
        return Files.isRegularFile(path) && file.is(path);
    }

    private void fetch(List<RemoteFile> missing) throws IOException {
        if (Environment.offline()) {
            throw new DataException(instructions(missing, "CORNET_OFFLINE forbids downloads"));
        }
        Files.createDirectories(folder);
        synchronized (LOCKS.computeIfAbsent(folder, key -> new Object())) { // a file lock holds between programs only
            try (FileChannel channel = Uninterrupted.run(this::lock)) {
                for (int i = 0; i < missing.size() && channel.isOpen(); i++) {
                    if (!isHere(missing.get(i))) { // nobody fetched it while we waited
                        fetch(missing.get(i), missing.subList(i, missing.size()));
                    }
                }
            }
        }
    }

    /** The lock holds until the channel is closed. */
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
                new Download(file, timeout).from(mirror, part);
                if (!file.is(part)) {
                    throw new IOException("its " + file.algorithm() + " is wrong");
                }
                Files.move(
                        part,
                        folder.resolve(file.name()),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                return;
            } catch (IOException | IllegalArgumentException e) {
                failures.append("\n  ").append(mirror).append(": ").append(reason(e));
            } finally {
                Files.deleteIfExists(part);
            }
        }
        throw new DataException(instructions(missing, failures.toString()));
    }

    private static String reason(Exception e) {
        return (e instanceof UnknownHostException ? "there is no way to the host " : "") + e.getMessage();
    }

    private String instructions(List<RemoteFile> missing, String why) {
        StringBuilder text = new StringBuilder(why + ".\nPut these files into " + folder + ":");
        for (RemoteFile file : missing) {
            text.append("\n  ").append(file.describe());
            file.mirrors().forEach(mirror -> text.append("\n    ").append(mirror));
        }
        return text.toString();
    }
}
