package dev.cornet.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Owner, group and permissions of files, on file systems that have them; no effect on others. */
final class Permissions {
    private static final Set<PosixFilePermission> OWNER_READ_WRITE =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private Permissions() {}

    /** Creates an empty file to replace {@code target}. If the target exists, only the owner may read the new file until {@link #copy}. */
    static void create(Path file, Path target) throws IOException {
        if (Files.exists(target) && view(target) != null) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_READ_WRITE));
        } else {
            Files.createFile(file);
        }
    }

    /** Copies permissions from one file to another; owner and group too, if this user may change them. */
    static void copy(Path from, Path to) throws IOException {
        PosixFileAttributeView view = view(to);
        PosixFileAttributeView source = view(from);
        if (view == null || source == null || Files.notExists(from)) {
            return;
        }
        PosixFileAttributes sourceAttributes = source.readAttributes();
        PosixFileAttributes current = view.readAttributes();
        try {
            if (!current.group().equals(sourceAttributes.group())) {
                view.setGroup(sourceAttributes.group());
            }
            if (!current.owner().equals(sourceAttributes.owner())) {
                view.setOwner(sourceAttributes.owner());
            }
        } catch (IOException e) {
            // only an administrator may change the owner: the file stays this user's, with the same permissions
        }
        view.setPermissions(sourceAttributes.permissions());
    }

    private static @Nullable PosixFileAttributeView view(Path file) {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }
}
