package dev.cornet.file;

import dev.cornet.exceptions.CornetException;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes a file so that at every moment its name holds either the whole old content or the whole new one, whatever fails: into a
 * temporary file beside it, to the disk, then renamed.
 *
 * <p>A temporary file is locked while it is written. One without a lock was left by a process that died, and is removed when the same
 * file is written again. What the disk itself loses after it has confirmed a write cannot be helped.
 */
public final class AtomicFile {
    private static final AtomicLong NUMBER = new AtomicLong();
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();
    private static final int BUFFER = 1 << 16;
    private static final int ATTEMPTS = 100;
    private static final int MOST_LINKS = 40;
    private static final int LONG_NAME = 200;

    private AtomicFile() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        void write(OutputStream out) throws IOException;
    }

    /**
     * Gives {@code file} a new content; a {@link CornetException} names the file, and the old content stands, if that fails. The new file has
     * the permissions of the one that it replaces. An interrupt of the thread changes nothing; it stays pending.
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

    /** The same without waiting for the disk: for what can be made again after a loss of power, as pictures. */
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
        removeStrays(target);
        Path temporary = null;
        try (Temporary opened = Temporary.beside(target)) {
            temporary = opened.path;
            Permissions.copy(target, temporary);
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

    /** Where a link leads to, though nothing be there yet; refuses places that cannot be written. */
    private static Path target(Path file) throws IOException {
        Path target = file;
        for (int links = 0; Files.isSymbolicLink(target); links++) {
            if (links == MOST_LINKS) {
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
        return target;
    }

    /** What the names of temporary files begin with. File systems take names of 255 bytes: of a long one the digest stands for it. */
    private static String prefix(Path target) {
        byte[] name = target.getFileName().toString().getBytes(StandardCharsets.UTF_8);
        return "." + (name.length > LONG_NAME ? UUID.nameUUIDFromBytes(name) : target.getFileName()) + ".";
    }

    private static final String SUFFIX = ".tmp";

    private record Temporary(Path path, FileOutputStream stream) implements AutoCloseable {
        static Temporary beside(Path target) throws IOException {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                String name = prefix(target) + ProcessHandle.current().pid() + "-" + NUMBER.getAndIncrement() + SUFFIX;
                Path path = target.resolveSibling(name);
                OWN.add(path);
                try {
                    Permissions.create(path, target);
                } catch (FileAlreadyExistsException e) {
                    OWN.remove(path);
                    continue;
                } catch (IOException e) {
                    OWN.remove(path);
                    throw e;
                }
                Temporary made = new Temporary(path, new FileOutputStream(path.toFile()));
                if (made.isLocked()) {
                    return made;
                }
                made.close();
            }
            throw new IOException("no temporary file can be made beside it");
        }

        /** False when another process took the file for a stray one before it was locked. */
        private boolean isLocked() {
            try {
                return Uninterrupted.run(() -> stream.getChannel().tryLock() != null) && Files.exists(path);
            } catch (IOException e) {
                return Files.exists(path); // a file system without locks; nobody removes strays there either
            }
        }

        @Override
        public void close() throws IOException {
            OWN.remove(path);
            stream.close();
        }
    }

    private static void removeStrays(Path target) throws IOException {
        String prefix = prefix(target);
        DirectoryStream.Filter<Path> strays = path -> {
            String name = path.getFileName().toString();
            return name.startsWith(prefix)
                    && name.substring(prefix.length()).matches("\\d+-\\d+\\.tmp")
                    && !OWN.contains(path);
        };
        try (DirectoryStream<Path> found = Files.newDirectoryStream(target.getParent(), strays)) {
            for (Path stray : found) {
                Uninterrupted.run(() -> removeIfUnlocked(stray));
            }
        } catch (AccessDeniedException e) {
            return; // a folder that can be written but not listed
        }
    }

    private static boolean removeIfUnlocked(Path stray) {
        try (FileChannel channel = FileChannel.open(stray, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null && Files.deleteIfExists(stray);
        } catch (IOException e) {
            return false; // in use, gone, or of another user
        }
    }

    /** Makes the new name itself survive a loss of power; Windows does it by itself and does not open folders. */
    private static void syncFolder(Path target) throws IOException {
        if (File.separatorChar != '/') {
            return;
        }
        Uninterrupted.run(() -> {
            try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
                folder.force(true);
                return true;
            } catch (AccessDeniedException e) {
                return false; // may be written but not read
            }
        });
    }

    /** Why a file or folder cannot be written, in words that end "cannot write X: …". */
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
