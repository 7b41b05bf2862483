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

/** Who may read and write a file, where the file system knows owners and groups; elsewhere nothing is done. */
final class Permissions {
    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private Permissions() {}

    /** Makes an empty file that will replace {@code old}: what its owner alone may read if there is an old one, until {@link #copy}. */
    static void create(Path file, Path old) throws IOException {
        if (Files.exists(old) && view(old) != null) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNERS));
        } else {
            Files.createFile(file);
        }
    }

    /** Gives a file the permissions of the one that it will replace, owner and group too as far as this user may. */
    static void copy(Path from, Path to) throws IOException {
        PosixFileAttributeView view = view(to);
        PosixFileAttributeView old = view(from);
        if (view == null || old == null || Files.notExists(from)) {
            return;
        }
        PosixFileAttributes wanted = old.readAttributes();
        PosixFileAttributes given = view.readAttributes();
        try {
            if (!given.group().equals(wanted.group())) {
                view.setGroup(wanted.group());
            }
            if (!given.owner().equals(wanted.owner())) {
                view.setOwner(wanted.owner());
            }
        } catch (IOException e) {
            // only the administrator gives files away: then they are this user's, with the same permissions
        }
        view.setPermissions(wanted.permissions());
    }

    private static @Nullable PosixFileAttributeView view(Path file) {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }
}
