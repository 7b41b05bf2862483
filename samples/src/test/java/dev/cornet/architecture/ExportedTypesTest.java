package dev.cornet.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.net.URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The signatures of exported classes mention only types that users can see: public classes in packages that their module exports to
 * everyone. A superclass or interface may be package-private if its own signatures mention only such types.
 */
class ExportedTypesTest {
    private static final String LIBRARY = "dev.cornet.";
    private static final Set<String> EXPORTED = exportedPackages();

    private final SortedSet<String> hidden = new TreeSet<>();
    private final Set<TypeVariable<?>> visited = new HashSet<>();

    /** Returns the packages that the modules on the class path export to all other modules. */
    private static Set<String> exportedPackages() {
        Set<String> exported = new HashSet<>();
        try {
            for (URL url :
                    Collections.list(ExportedTypesTest.class.getClassLoader().getResources("module-info.class"))) {
                try (InputStream in = url.openStream()) {
                    ModuleDescriptor module = ModuleDescriptor.read(in);
                    if (module.name().startsWith(LIBRARY)) {
                        module.exports().stream()
                                .filter(export -> !export.isQualified())
                                .forEach(export -> exported.add(export.source()));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return exported;
    }

    private static boolean isVisible(Class<?> type) {
        if (!type.getName().startsWith(LIBRARY)) {
            return true;
        }
        for (Class<?> c = type; c != null; c = c.getEnclosingClass()) {
            if (!isAccessible(c.getModifiers())) {
                return false;
            }
        }
        return EXPORTED.contains(type.getPackageName());
    }

    private static boolean isAccessible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    /** Checks the types that the declaration of a class and its public and protected members mention. */
    private void checkClass(Class<?> type, String where) {
        if (isVisible(type)) {
            checkAll(type.getTypeParameters(), where);
        }
        checkSupertype(type.getGenericSuperclass(), where);
        for (Type superinterface : type.getGenericInterfaces()) {
            checkSupertype(superinterface, where);
        }
        for (Field field : type.getDeclaredFields()) {
            if (isAccessible(field.getModifiers())) {
                check(field.getGenericType(), where + "." + field.getName());
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (!method.isSynthetic() && isAccessible(method.getModifiers())) {
                checkExecutable(method, where + "." + method.getName());
                check(method.getGenericReturnType(), where + "." + method.getName());
                checkOverridden(method, where + "." + method.getName());
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isVisible(type)) { // users cannot call the constructors of a package-private superclass
                checkExecutable(constructor, where + ".<init>");
            }
        }
    }

    /**
     * Checks the bounds of the superclass's type arguments if the superclass declares the method too: the page of a subclass mentions them
     * in the line "Overrides".
     */
    private void checkOverridden(Method method, String where) {
        Class<?> type = method.getDeclaringClass();
        if (!isVisible(type)
                && type.getGenericSuperclass() instanceof ParameterizedType generic
                && isVisible(type.getSuperclass())
                && declares(type.getSuperclass(), method)) {
            for (Type argument : generic.getActualTypeArguments()) {
                if (argument instanceof TypeVariable<?> variable) {
                    checkAll(variable.getBounds(), where + ", overridden");
                }
            }
        }
    }

    private static boolean declares(Class<?> type, Method method) {
        return Arrays.stream(type.getDeclaredMethods())
                .anyMatch(inherited -> inherited.getName().equals(method.getName())
                        && Arrays.equals(inherited.getParameterTypes(), method.getParameterTypes()));
    }

    private void checkExecutable(Executable executable, String where) {
        if (isAccessible(executable.getModifiers())) {
            checkAll(executable.getTypeParameters(), where);
            checkAll(executable.getGenericParameterTypes(), where);
            checkAll(executable.getGenericExceptionTypes(), where);
        }
    }

    private void checkSupertype(@Nullable Type supertype, String where) {
        if (supertype instanceof ParameterizedType generic) {
            checkAll(generic.getActualTypeArguments(), where);
            checkSupertype(generic.getRawType(), where);
        } else if (supertype instanceof Class<?> type && type.getName().startsWith(LIBRARY) && !isVisible(type)) {
            if (Modifier.isPublic(type.getModifiers())) {
                hidden.add(where + " extends " + type.getName());
            } else {
                checkClass(type, where + " (by " + type.getSimpleName() + ")");
            }
        }
    }

    private void checkAll(Type[] types, String where) {
        for (Type type : types) {
            check(type, where);
        }
    }

    /** Checks a type, except for a type parameter of a package-private class: the page of a subclass mentions the type that replaces it. */
    private void check(Type type, String where) {
        if (type instanceof Class<?> raw) {
            Class<?> element = raw.isArray() ? raw.getComponentType() : raw;
            if (element.isArray()) {
                check(element, where);
            } else if (!isVisible(element)) {
                hidden.add(where + ": " + element.getName());
            }
        } else if (type instanceof ParameterizedType generic) {
            check(generic.getRawType(), where);
            checkAll(generic.getActualTypeArguments(), where);
        } else if (type instanceof GenericArrayType array) {
            check(array.getGenericComponentType(), where);
        } else if (type instanceof WildcardType wildcard) {
            checkAll(wildcard.getUpperBounds(), where);
            checkAll(wildcard.getLowerBounds(), where);
        } else if (type instanceof TypeVariable<?> variable
                && !(variable.getGenericDeclaration() instanceof Class<?> owner && !isVisible(owner))
                && visited.add(variable)) {
            checkAll(variable.getBounds(), where);
        }
    }

    @Test
    void signaturesOfExportedClassesMentionOnlyVisibleTypes() {
        List<Class<?>> visible = new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests()).importPackages(EXPORTED).stream()
                        .filter(type -> EXPORTED.contains(type.getPackageName()))
                        .filter(type -> !type.getSimpleName().equals("package-info"))
                        .<Class<?>>map(JavaClass::reflect)
                        .filter(ExportedTypesTest::isVisible)
                        .toList();
        assertTrue(visible.size() > 300, "found only " + visible.size() + " exported classes");
        visible.forEach(type -> checkClass(type, type.getName().substring(LIBRARY.length())));
        assertEquals("", String.join("\n", hidden));
    }
}
