package dev.cornet.file;

import dev.cornet.exceptions.CornetException;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Atomic replacement of files: at every moment the file has either its whole old or its whole new content, whatever fails. The new content
 * is written to a temporary file in the same folder, forced to the disk, and renamed.
 *
 * <p>A temporary file is locked while it is written. A temporary file without a lock was left by a process that died; it is deleted when
 * the same file is written again, or by {@link #removeAbandoned}. This does not protect against a disk that loses data after it has
 * confirmed a write.
 */
public final class AtomicFile {
    private static final AtomicLong NUMBER = new AtomicLong();
    private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();
    /** For each folder that files were quickly written to: the names of the temporary files that were there before. */
    private static final Map<Path, List<String>> TEMPORARY_NAMES = new ConcurrentHashMap<>();

    private static final int BUFFER = 1 << 16;
    private static final int ATTEMPTS = 100;
    private static final int MAX_LINKS = 40;
    /** A target name of more bytes is replaced by its digest in the name of the temporary file: file systems allow 255 bytes. */
    private static final int LONG_NAME = 200;

    private static final String SUFFIX = ".tmp";

    private AtomicFile() {}

    /** A function that writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        void write(OutputStream out) throws IOException;
    }

    /**
     * Replaces the content of {@code file}. If that fails, a {@link CornetException} names the file and the old content stays. The new file
     * has the permissions of the replaced one. An interrupt of the thread does not disturb the write; it stays pending.
     */
    public static void write(Path file, Content content) {
        Path target = write(file, content, true);
        try {
            syncFolder(target);
        } catch (IOException e) {
            throw new CornetException(
                    "wrote " + file + ", but the disk has not confirmed its name: " + reason(e)
                            + ". After a loss of power the old file may stand there again.",
                    e);
        }
    }

    /**
     * Like {@link #write}, without waiting for the disk, for many files that can be created again after a loss of power, such as images. Of
     * temporary files of dead processes, only those are deleted that were in the folder when this process first wrote to it: n files do not
     * list a folder of n files n times.
     */
    public static void writeQuickly(Path file, Content content) {
        write(file, content, false);
    }

    private static Path write(Path file, Content content, boolean toDisk) {
        try {
            Path target = target(file.toAbsolutePath());
            replace(target, content, toDisk);
            return target;
        } catch (IOException e) {
            throw new CornetException(
                    "cannot write " + file + ": " + reason(e) + ". What stood there before is untouched.", e);
        }
    }

    private static void replace(Path target, Content content, boolean toDisk) throws IOException {
        Path folder = Objects.requireNonNull(target.getParent());
        String prefix = prefix(target);
        if (toDisk || temporaryNames(folder).stream().anyMatch(name -> name.startsWith(prefix))) {
            removeAbandoned(folder, Pattern.quote(prefix));
        }
        Path temporary = null;
        try (TemporaryFile opened = TemporaryFile.beside(target)) {
            temporary = opened.path;
            OutputStream out = new BufferedOutputStream(opened.stream, BUFFER);
            content.write(out);
            out.flush();
            if (toDisk) {
                opened.stream.getFD().sync();
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    private static List<String> temporaryNames(Path folder) {
        return TEMPORARY_NAMES.computeIfAbsent(folder, listed -> {
            try (Stream<Path> paths = Files.list(listed)) {
                return paths.map(path -> path.getFileName().toString())
                        .filter(name -> name.startsWith(".") && name.endsWith(SUFFIX))
                        .toList();
            } catch (IOException | UncheckedIOException e) {
                return List.of(); // the user may write to the folder but not list it
            }
        });
    }

    /** The target of a symbolic link, even if it does not exist yet, or the file itself; refuses a target that cannot be written. */
    private static Path target(Path file) throws IOException {
        Path target = file;
        for (int links = 0; Files.isSymbolicLink(target); links++) {
            if (links == MAX_LINKS) {
                throw new IOException("the link leads to itself");
            }
            target = target.resolveSibling(Files.readSymbolicLink(target));
        }
        Path folder = target.getParent();
        if (folder == null || Files.isDirectory(target)) {
            throw new IOException("it is a folder");
        } else if (!Files.isDirectory(folder)) {
            throw new IOException("the folder " + folder + " does not exist; make it first");
        } else if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new IOException("it is a device or a pipe, which a file would take the place of");
        } else if (Files.exists(target) && !Files.isWritable(target)) {
            throw new IOException("the file is read-only");
        }
        return folder.toRealPath()
                .resolve(target.getFileName()); // one spelling of each path, since paths are compared in IN_USE
    }

    /** The prefix that the names of all temporary files of a target have in common. */
    private static String prefix(Path target) {
        byte[] name = target.getFileName().toString().getBytes(StandardCharsets.UTF_8);
        return "." + (name.length > LONG_NAME ? UUID.nameUUIDFromBytes(name) : target.getFileName()) + ".";
    }

    private record TemporaryFile(Path path, FileOutputStream stream) implements AutoCloseable {
        static TemporaryFile beside(Path target) throws IOException {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                String name = prefix(target) + ProcessHandle.current().pid() + "-" + NUMBER.getAndIncrement() + SUFFIX;
                Path path = target.resolveSibling(name);
                IN_USE.add(path);
                try {
                    Permissions.create(path, target);
                } catch (FileAlreadyExistsException e) {
                    IN_USE.remove(path);
                    continue;
                } catch (IOException e) {
                    IN_USE.remove(path);
                    throw e;
                }
                TemporaryFile created = new TemporaryFile(path, new FileOutputStream(path.toFile()));
                boolean isLocked = false;
                try {
                    Permissions.copy(target, path); // before the lock: closing the file again would release it
                    isLocked = created.lock();
                } catch (NoSuchFileException e) {
                    continue;
                } finally {
                    if (!isLocked) {
                        created.close();
                        Files.deleteIfExists(path);
                    }
                }
                if (isLocked) {
                    return created;
                }
            }
            throw new IOException("no temporary file can be made beside it");
        }

        /** Locks the file; false if another process took it for an abandoned one and deleted it before it was locked. */
        private boolean lock() {
            try {
                return UninterruptibleIO.run(() -> stream.getChannel().tryLock() != null) && Files.exists(path);
            } catch (IOException e) {
                return Files.exists(path); // a file system without locks: no process deletes temporary files there
            }
        }

        @Override
        public void close() throws IOException {
            IN_USE.remove(path);
            stream.close();
        }
    }

    /**
     * Deletes the temporary files that dead processes have left in a folder. {@link #write} deletes those of the file that it writes; this
     * method is for files whose names differ from run to run.
     *
     * @param targets a regular expression for the names of the target files
     */
    public static void removeAbandoned(Path folder, Pattern targets) {
        try {
            removeAbandoned(folder.toRealPath(), "\\.(?:" + targets.pattern() + ")\\.");
        } catch (IOException e) {
            return; // the folder does not exist or cannot be listed, which the next write to it reports
        }
    }

    private static void removeAbandoned(Path folder, String prefix) throws IOException {
        Pattern abandoned = Pattern.compile(prefix + "\\d+-\\d+\\.tmp", Pattern.DOTALL);
        DirectoryStream.Filter<Path> filter =
                path -> abandoned.matcher(path.getFileName().toString()).matches() && !IN_USE.contains(path);
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, filter)) {
            for (Path path : found) {
                UninterruptibleIO.run(() -> removeIfUnlocked(path));
            }
        } catch (AccessDeniedException e) {
            return; // the user may write to the folder but not list it
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static boolean removeIfUnlocked(Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null && Files.deleteIfExists(path);
        } catch (IOException | OverlappingFileLockException e) {
            return false; // in use, already deleted, or another user's
        }
    }

    /** Forces the renaming to the disk, so that it survives a loss of power. Not needed on Windows, where folders cannot be opened. */
    private static void syncFolder(Path target) throws IOException {
        if (File.separatorChar != '/') {
            return;
        }
        UninterruptibleIO.run(() -> {
            try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
                folder.force(true);
                return true;
            } catch (AccessDeniedException e) {
                return false; // the user may write to the folder but not read it
            }
        });
    }

    /** The reason of a failed write, for messages of the form "cannot write X: reason". */
    public static String reason(IOException e) {
        if (e instanceof FileAlreadyExistsException there) {
            return there.getFile() + " is a file, not a folder";
        } else if (e instanceof AccessDeniedException) {
            return "permission denied";
        } else if (e instanceof NoSuchFileException) {
            return "its folder has gone";
        } else if (e instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        if (e instanceof EOFException) {
            return "it ends too early";
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
