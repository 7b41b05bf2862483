package dev.cornet.config;

import dev.cornet.config.Catalog.Shelf;
import dev.cornet.error.OptionException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds units by name: those in the packages that modules announce ({@link Catalog}), and those that users {@link #add}.
 *
 * <p>A name is a class name ("Dense", "GlorotUniform"), its snake case ("glorot_uniform") or an alias ("mse"). Nothing outside the
 * announced packages can be named, so a file cannot make the library load a class of its choice.
 */
public final class Registry {
    private static final int LONGEST_NAME = 60;
    private static final List<Shelf> SHELVES = shelves();
    private static final Map<String, Class<? extends Configurable>> ADDED = new ConcurrentHashMap<>();

    private Registry() {}

    /** Makes a user's unit known under its simple class name. */
    public static void add(Class<? extends Configurable> unit) {
        newInstance(unit);
        ADDED.put(unit.getSimpleName(), unit);
    }

    /** A new unit of {@code family} with default options, by name; an {@link OptionException} that lists the names when there is none. */
    public static <T extends Configurable> T get(Class<T> family, String name) {
        return newInstance(find(family, name));
    }

    /** The class that {@code name} stands for. */
    public static <T extends Configurable> Class<? extends T> find(Class<T> family, String name) {
        Class<? extends T> found = lookUp(family, name);
        if (found == null) {
            SortedSet<String> known = names(family);
            String meant = Nearest.of(name.length() > LONGEST_NAME ? "" : name, known);
            String unknown = "unknown " + Names.snake(family.getSimpleName()).replace('_', ' ') + " \"" + name + "\"";
            if (known.isEmpty()) {
                throw new OptionException(unknown + "; none is known here. A jar made of several must join their files"
                        + " META-INF/services/" + Catalog.class.getName() + " to one.");
            }
            throw new OptionException(
                    unknown + (meant == null ? "; known are " : "; did you mean \"" + meant + "\"? Known are ")
                            + String.join(", ", known)
                            + ". A class of your own is made known by Cornet.register(MyClass.class).");
        }
        return found;
    }

    /** The name of a unit as Keras writes it: snake case, or lower case where that is an alias ("rmsprop"). */
    public static String nameOf(Configurable unit) {
        return nameOf(unit.getClass());
    }

    private static String nameOf(Class<?> unit) {
        String lower = unit.getSimpleName().toLowerCase(Locale.ROOT);
        for (Shelf shelf : SHELVES) {
            if (holds(shelf, unit) && shelf.aliases().containsKey(lower)) {
                return lower;
            }
        }
        return Names.snake(unit.getSimpleName());
    }

    /** The names of all units of a family, aliases not counted. */
    public static SortedSet<String> names(Class<? extends Configurable> family) {
        SortedSet<String> names = new TreeSet<>();
        for (Class<? extends Configurable> unit : units(family)) {
            names.add(nameOf(unit));
        }
        return names;
    }

    /** The concrete classes of a family: those of the announced packages and those added. */
    public static List<Class<? extends Configurable>> units(Class<? extends Configurable> family) {
        List<Class<? extends Configurable>> units = new ArrayList<>();
        for (Shelf shelf : SHELVES) {
            if (related(shelf, family)) {
                for (String className : PackageScan.classNames(shelf)) {
                    Class<? extends Configurable> unit = load(shelf, className, family);
                    if (unit != null) {
                        units.add(unit);
                    }
                }
            }
        }
        ADDED.values().stream().filter(family::isAssignableFrom).forEach(units::add);
        return units;
    }

    /** Keras' module name of a unit's package, as "keras.layers"; null for a user's own. */
    public static @Nullable String moduleOf(Class<?> unit) {
        for (Shelf shelf : SHELVES) {
            if (shelf.packageName().equals(unit.getPackageName())
                    && shelf.family().isAssignableFrom(unit)) {
                return shelf.module();
            }
        }
        return null;
    }

    private static <T extends Configurable> @Nullable Class<? extends T> lookUp(Class<T> family, String name) {
        Class<? extends Configurable> added = ADDED.get(name);
        if (added != null && family.isAssignableFrom(added)) {
            return added.asSubclass(family);
        }
        if (!name.matches("[A-Za-z][A-Za-z0-9_]*")) {
            return null;
        }
        for (Shelf shelf : SHELVES) {
            if (related(shelf, family)) {
                String className = shelf.aliases().getOrDefault(name, Names.camel(name));
                Class<? extends T> found = load(shelf, className, family);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static boolean holds(Shelf shelf, Class<?> unit) {
        return shelf.packageName().equals(unit.getPackageName())
                && shelf.family().isAssignableFrom(unit);
    }

    private static boolean related(Shelf shelf, Class<?> family) {
        return family.isAssignableFrom(shelf.family()) || shelf.family().isAssignableFrom(family);
    }

    private static <T extends Configurable> @Nullable Class<? extends T> load(
            Shelf shelf, String className, Class<T> family) {
        try {
            Class<?> found = Class.forName(
                    shelf.packageName() + "." + className, false, shelf.family().getClassLoader());
            boolean concrete = Modifier.isPublic(found.getModifiers()) && !Modifier.isAbstract(found.getModifiers());
            return concrete && family.isAssignableFrom(found) && shelf.family().isAssignableFrom(found)
                    ? found.asSubclass(family)
                    : null;
        } catch (ClassNotFoundException | LinkageError e) { // the latter where file names ignore case
            return null;
        }
    }

    static <T> T newInstance(Class<T> unit) {
        try {
            Constructor<T> constructor = unit.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (NoSuchMethodException e) {
            throw new OptionException(
                    unit.getSimpleName() + " needs a constructor without arguments (it may be private), so that its"
                            + " saved form can be read.",
                    e);
        } catch (InvocationTargetException e) {
            throw new OptionException(unit.getSimpleName() + " cannot be made: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new OptionException(unit.getSimpleName() + " cannot be made: " + e.getMessage(), e);
        }
    }

    private static List<Shelf> shelves() {
        List<Shelf> shelves = new ArrayList<>();
        for (Catalog catalog : ServiceLoader.load(Catalog.class, Registry.class.getClassLoader())) {
            catalog.shelves().forEach(shelves::add);
        }
        return List.copyOf(shelves);
    }
}
