package dev.cornet.blas;

import dev.cornet.exceptions.BackendException;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.jar.JarEntry;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The folder into which native libraries are unpacked and from which they are loaded. No other user can write into it, and its files are
 * checked against the jars of the class path.
 *
 * <p>It is {@code natives} in Cornet's cache ({@code ~/.cache/cornet}, or {@code CORNET_CACHE}). If that folder cannot be used, it is a new
 * folder under {@code java.io.tmpdir} for this process, deleted once the libraries are loaded. A folder named by JavaCPP's own property
 * takes precedence. Files whose length or checksum differs from the jar's are deleted, so that they are unpacked again.
 *
 * @param path the folder
 * @param isTemporary true for a folder of this process alone
 */
record NativeFolder(Path path, boolean isTemporary) {
    /** JavaCPP's system property for the folder. */
    static final String CACHE = "org.bytedeco.javacpp.cachedir";

    private static final String LOCK = ".cornet-lock";
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final int WRITABLE_BY_OTHERS = 0002;
    private static final int WRITABLE_BY_GROUP_OR_OTHERS = 0022;
    private static final int STICKY = 01000;
    private static final int ROOT = 0;

    /** Returns the folder to use, created and checked. */
    static NativeFolder find() {
        String configured = System.getProperty(CACHE);
        try {
            if (configured != null && !configured.isBlank()) {
                return new NativeFolder(createPrivate(Path.of(configured)), false);
            }
        } catch (IOException | RuntimeException e) {
            throw new BackendException(
                    "native libraries are not unpacked into " + configured + ", which -D" + CACHE + " names: "
                            + reason(e),
                    e);
        }
        String cause;
        try {
            return new NativeFolder(createPrivate(cache().resolve("natives")), false);
        } catch (IOException | RuntimeException e) {
            cause = cache() + ": " + reason(e);
        }
        try {
            Path folder = Files.createTempDirectory("cornet-natives-"); // created with the permissions rwx------
            requireExecutable(folder);
            return new NativeFolder(folder, true);
        } catch (IOException | RuntimeException e) {
            throw new BackendException(
                    "there is no folder for native libraries (" + cause + "; "
                            + System.getProperty("java.io.tmpdir") + ": " + reason(e)
                            + "). Name one by CORNET_CACHE, and where /tmp cannot be used another by -Djava.io.tmpdir",
                    e);
        }
    }

    private static Path cache() {
        String folder = System.getProperty("cornet.cache", System.getenv("CORNET_CACHE"));
        return folder == null || folder.isBlank()
                ? Path.of(System.getProperty("user.home", "."), ".cache", "cornet")
                : Path.of(folder).toAbsolutePath();
    }

    /** Creates the folder if needed and requires that no other user can write into it. */
    private static Path createPrivate(Path folder) throws IOException {
        if (!folder.isAbsolute()) {
            throw new IOException("it is no absolute path");
        }
        Path parent = folder.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        boolean posix = parent != null && Files.getFileStore(parent).supportsFileAttributeView("unix");
        if (!Files.exists(folder)) {
            if (posix) {
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
            } else {
                Files.createDirectories(folder);
            }
        }
        Path probe = Files.createTempFile(folder, ".probe", "");
        try {
            if (posix) {
                requireOwner(folder.toRealPath(), (int) Files.getAttribute(probe, "unix:uid"));
            }
        } finally {
            Files.delete(probe);
        }
        requireExecutable(folder);
        return folder;
    }

    /** Requires the folder to belong to this user, and that no other user can replace it. */
    private static void requireOwner(Path folder, int user) throws IOException {
        if (owner(folder) != user) {
            throw new IOException("it belongs to " + Files.getOwner(folder) + ", not to the user who runs Java");
        }
        if ((mode(folder) & WRITABLE_BY_GROUP_OR_OTHERS) != 0) {
            Files.setPosixFilePermissions(folder, PRIVATE); // files already in it are checked one by one
        }
        for (Path ancestor = folder.getParent(); ancestor != null; ancestor = ancestor.getParent()) {
            int owner = owner(ancestor);
            int mode = mode(ancestor);
            boolean worldWritable = (mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0;
            if (worldWritable || (owner != user && owner != ROOT)) {
                throw new IOException(ancestor
                        + (worldWritable ? " can be written by every user" : " belongs to " + Files.getOwner(ancestor))
                        + ", who could put other libraries there");
            }
        }
    }

    private static int owner(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid");
    }

    private static int mode(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode");
    }

    /** Throws if the system loads no library from this folder (mounted with noexec). */
    static void requireExecutable(Path folder) throws IOException {
        Path mounts = Path.of("/proc/self/mounts");
        if (!Files.isReadable(mounts)) {
            return;
        }
        Path real = folder.toRealPath();
        Path longest = null;
        String options = "";
        for (String line : Files.readAllLines(mounts)) {
            String[] parts = line.split(" ", 5);
            if (parts.length > 3) {
                Path mount = Path.of(parts[1].replace("\\040", " "));
                if (real.startsWith(mount) && (longest == null || mount.getNameCount() >= longest.getNameCount())) {
                    longest = mount;
                    options = parts[3];
                }
            }
        }
        if (List.of(options.split(",")).contains("noexec")) {
            throw new IOException("no library can be loaded from there, for " + longest + " is mounted with noexec");
        }
    }

    /** Runs {@code work} under a lock between processes: a library that another process has unpacked only in part would look damaged. */
    <T> T withLock(Supplier<T> work) {
        boolean interrupted = Thread.interrupted(); // an interrupted thread cannot take a file lock
        try (FileChannel channel =
                        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException("the lock is gone");
            }
            return work.get();
        } catch (IOException e) {
            throw new BackendException(
                    "the folder " + path + " for native libraries cannot be locked: " + reason(e), e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Deletes files that differ from their original in a jar on the class path; files from other jars are left alone. */
    void clean(ClassLoader loader) {
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    String name = path.relativize(file).toString().replace('\\', '/');
                    int slash = name.indexOf('/');
                    if (slash > 0
                            && name.startsWith("org/bytedeco/", slash + 1)
                            && !isSound(file, name.substring(0, slash), name.substring(slash + 1), loader)) {
                        Files.delete(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // just deleted by another program
                }
            });
        } catch (IOException e) {
            throw new BackendException("the native libraries in " + path + " cannot be checked: " + reason(e), e);
        }
    }

    /**
     * True if the file is a link within its folder, as JavaCPP creates them, if it has the same bytes as in the jar, or if the jar is not
     * on the class path.
     */
    private static boolean isSound(Path file, String jar, String name, ClassLoader loader) throws IOException {
        if (Files.isSymbolicLink(file)) {
            Path target = Files.readSymbolicLink(file);
            return target.getNameCount() == 1
                    && !target.isAbsolute()
                    && !target.toString().equals("..");
        }
        JarURLConnection connection = entry(loader, name);
        if (connection == null) {
            connection = entry(loader, name.replace("_nolapack.", ".")); // JavaCPP's second name for the same library
        }
        if (connection == null || !connection.getJarFileURL().getPath().endsWith("/" + jar)) {
            return true;
        }
        JarEntry entry = connection.getJarEntry();
        if (Files.size(file) != entry.getSize()) {
            return false;
        }
        try (CheckedInputStream in = new CheckedInputStream(Files.newInputStream(file), new CRC32())) {
            byte[] buffer = new byte[1 << 16];
            while (in.read(buffer) >= 0) {
                continue;
            }
            return in.getChecksum().getValue() == entry.getCrc();
        }
    }

    private static @Nullable JarURLConnection entry(ClassLoader loader, String name) throws IOException {
        URL url = loader.getResource(name);
        URLConnection connection = url == null ? null : url.openConnection();
        return connection instanceof JarURLConnection jar ? jar : null;
    }

    /** Deletes a temporary folder; the libraries stay loaded. Where the system keeps files in use, it is deleted when the JVM exits. */
    void removeIfTemporary() {
        if (isTemporary) {
            delete();
            Runtime.getRuntime().addShutdownHook(new Thread(this::delete));
        }
    }

    private void delete() {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path file : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            return; // in use: the shutdown hook tries again
        }
    }

    static String reason(Exception e) {
        String kind = e.getClass().getSimpleName().replace("Exception", "").replaceAll("(?<=[a-z])(?=[A-Z])", " ");
        return e.getMessage() == null || e instanceof java.nio.file.FileSystemException
                ? kind.toLowerCase(java.util.Locale.ROOT) + " (" + e.getMessage() + ")"
                : e.getMessage();
    }
}
