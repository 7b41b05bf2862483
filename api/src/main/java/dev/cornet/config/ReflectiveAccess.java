package dev.cornet.config;

import dev.cornet.exceptions.OptionException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Member;

/** Makes private fields and constructors of components accessible, also those of named modules that are open to Cornet. */
final class ReflectiveAccess {
    private ReflectiveAccess() {}

    /**
     * Makes a member accessible and returns it. If its package is not open to Cornet, an {@link OptionException} states the line that
     * module-info.java lacks.
     */
    static <T extends AccessibleObject & Member> T open(T member) {
        try {
            member.setAccessible(true);
            return member;
        } catch (InaccessibleObjectException e) {
            Class<?> owner = member.getDeclaringClass();
            throw new OptionException(
                    owner.getSimpleName() + ": Cornet reads options by reflection, but module "
                            + owner.getModule().getName() + " does not open the package of this class. Add \"opens "
                            + owner.getPackageName() + cornet() + ";\" to its module-info.java",
                    e);
        }
    }

    private static String cornet() {
        Module module = ReflectiveAccess.class.getModule();
        return module.isNamed() ? " to " + module.getName() : "";
    }
}
