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
 * The folder into which native libraries are unpacked and from which they are loaded: one that no other user can write into, with files
 * that are those of the class path.
 *
 * <p>It is {@code natives} in Cornet's cache ({@code ~/.cache/cornet}, or {@code CORNET_CACHE}); where that cannot be, a new folder under
 * {@code java.io.tmpdir} for this process, which is gone once the libraries are loaded. What JavaCPP's own property names is taken
 * instead. Files whose length or checksum is not that of their jar are removed, and so unpacked again.
 *
 * @param path where it is
 * @param passing true for a folder of this process
 */
record NativeFolder(Path path, boolean passing) {
    /** JavaCPP's setting. */
    static final String CACHE = "org.bytedeco.javacpp.cachedir";

    private static final String LOCK = ".cornet-lock";
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final int WRITABLE_BY_OTHERS = 0002;
    private static final int WRITABLE_BY_GROUP_OR_OTHERS = 0022;
    private static final int STICKY = 01000;
    private static final int ROOT = 0;

    /** The folder to use, made and checked. */
    static NativeFolder find() {
        String given = System.getProperty(CACHE);
        try {
            if (given != null && !given.isBlank()) {
                return new NativeFolder(own(Path.of(given)), false);
            }
        } catch (IOException | RuntimeException e) {
            throw new BackendException(
                    "native libraries are not unpacked into " + given + ", which -D" + CACHE + " names: " + reason(e),
                    e);
        }
        String why;
        try {
            return new NativeFolder(own(cache().resolve("natives")), false);
        } catch (IOException | RuntimeException e) {
            why = cache() + ": " + reason(e);
        }
        try {
            Path folder = Files.createTempDirectory("cornet-natives-"); // of this user alone
            requireExecutable(folder);
            return new NativeFolder(folder, true);
        } catch (IOException | RuntimeException e) {
            throw new BackendException(
                    "there is no folder for native libraries (" + why + "; "
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

    /** Makes a folder and requires it to be of this user alone. */
    private static Path own(Path folder) throws IOException {
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

    /** The folder belongs to this user, and nobody else can put another one in its place. */
    private static void requireOwner(Path folder, int user) throws IOException {
        if (owner(folder) != user) {
            throw new IOException("it belongs to " + Files.getOwner(folder) + ", not to the user who runs Java");
        }
        if ((mode(folder) & WRITABLE_BY_GROUP_OR_OTHERS) != 0) {
            Files.setPosixFilePermissions(folder, PRIVATE); // what is in it is checked file by file
        }
        for (Path above = folder.getParent(); above != null; above = above.getParent()) {
            int owner = owner(above);
            int mode = mode(above);
            boolean open = (mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0;
            if (open || (owner != user && owner != ROOT)) {
                throw new IOException(
                        above + (open ? " can be written by every user" : " belongs to " + Files.getOwner(above))
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

    /** Refuses a place from which the system loads no library. */
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

    /** Does something that no other program does meanwhile in this folder: one would take what another is unpacking for damaged. */
    <T> T alone(Supplier<T> work) {
        boolean interrupted = Thread.interrupted(); // a lock cannot be taken by a thread that is
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

    /** Removes files of the class path's jars that are not as they are there; what other jars have unpacked is not looked at. */
    void clean(ClassLoader loader) {
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    String name = path.relativize(file).toString().replace('\\', '/');
                    int inner = name.indexOf('/');
                    if (inner > 0
                            && name.startsWith("org/bytedeco/", inner + 1)
                            && !isSound(file, name.substring(0, inner), name.substring(inner + 1), loader)) {
                        Files.delete(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // what another program has just removed
                }
            });
        } catch (IOException e) {
            throw new BackendException("the native libraries in " + path + " cannot be checked: " + reason(e), e);
        }
    }

    /** A link within its folder, as JavaCPP makes them, or the bytes of the jar, where that is on the class path. */
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
            byte[] piece = new byte[1 << 16];
            while (in.read(piece) >= 0) {
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

    /** Removes a folder of this process; the libraries stay in memory. Where a system does not allow that, it is removed at the end. */
    void leave() {
        if (passing) {
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
            return; // in use: the hook tries again
        }
    }

    static String reason(Exception e) {
        String kind = e.getClass().getSimpleName().replace("Exception", "").replaceAll("(?<=[a-z])(?=[A-Z])", " ");
        return e.getMessage() == null || e instanceof java.nio.file.FileSystemException
                ? kind.toLowerCase(java.util.Locale.ROOT) + " (" + e.getMessage() + ")"
                : e.getMessage();
    }
}
