package dev.cornet.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.ComponentProvider.Shelf;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds units by name: those in the packages that modules announce ({@link ComponentProvider}), and those that users {@link #add}.
 *
 * <p>A name is a class name ("Dense", "GlorotUniform"), its snake case ("glorot_uniform") or an alias ("mse"). Nothing outside the
 * announced packages can be named, so a file cannot make the library load a class of its choice.
 *
 * <p>A user's class has a name of its own, "my.package>MyClass" as Keras writes it, and never stands for one of the library nor the other way:
 * records are read by {@link #find(Class, ClassRecord)}. Where a user gives a plain name, the library's classes come first.
 */
public final class Registry {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
    private static final List<Shelf> SHELVES = new ArrayList<>();
    private static final List<Composite.Reader> READERS = new ArrayList<>();
    private static final UserClasses USERS = new UserClasses();
    private static final int MOST_KEPT = 1000;

    /** Classes of the library that have been found: a file names the same few again and again. */
    private static final Map<Sought, Class<?>> FOUND = new ConcurrentHashMap<>();

    private static final ClassValue<Optional<String>> MODULES = new ClassValue<>() {
        @Override
        protected Optional<String> computeValue(Class<?> unit) {
            for (Shelf shelf : SHELVES) {
                if (holds(shelf, unit) && load(shelf, unit.getSimpleName(), shelf.family()) == unit) {
                    return Optional.of(shelf.module());
                }
            }
            return Optional.empty();
        }
    };

    private record Sought(Class<?> family, String name) {}

    static {
        for (ComponentProvider catalog : ServiceLoader.load(ComponentProvider.class, Registry.class.getClassLoader())) {
            catalog.shelves().forEach(SHELVES::add);
            catalog.readers().forEach(READERS::add);
        }
    }

    private Registry() {}

    /** The reader of a record that has a form of its own; null for one of a class with options. */
    static Composite.@Nullable Reader reader(JsonNode record) {
        return READERS.stream()
                .filter(reader -> reader.reads(record))
                .findFirst()
                .orElse(null);
    }

    /** Makes a user's unit known under its own name, "my.package>MyClass". */
    public static void add(Class<? extends Configurable> unit) {
        add(ClassRecord.ownName(Arguments.given(unit, "register: the class")), unit);
    }

    /** Makes a user's unit known under the name that records have for it, as "my_package>Twice". */
    public static void add(String registeredName, Class<? extends Configurable> unit) {
        newInstance(Arguments.given(unit, "register: the class"));
        USERS.add(Arguments.given(registeredName, "register: the name"), unit);
    }

    /** The call, for messages, that makes a layer known which records name so; {@code module} is that of Keras' own classes. */
    public static String registering(String name, @Nullable String module) {
        return UnknownName.register(name, module, "MyLayer");
    }

    /** Notes a class of which a record is written, so that this program can read it again. */
    static void written(Class<? extends Configurable> unit) {
        USERS.written(unit);
    }

    /** The name of a user's class in records. */
    static String registeredName(Class<?> unit) {
        return USERS.nameOf(unit);
    }

    /** A new unit of {@code family} with default options, by name; an {@link OptionException} that lists the names when there is none. */
    public static <T extends Configurable> T get(Class<T> family, @Nullable String name) {
        T unit = newInstance(find(family, name)); // refuses null
        return name == null ? unit : called(unit, name);
    }

    /** A new unit, which is told the name that it was asked for by. */
    static <T> T called(T unit, String name) {
        if (unit instanceof CalledByName named) {
            named.calledBy(name);
        }
        return unit;
    }

    /** The class that a record names. */
    static <T extends Configurable> Class<? extends T> find(Class<T> family, ClassRecord record) {
        Class<? extends T> found = seek(family, record);
        if (found == null) {
            throw record.isUsers() ? USERS.unknown(family, record) : UnknownName.of(family, record.className());
        }
        return found;
    }

    /** The class that a record names; null for one that is not known. */
    static <T extends Configurable> @Nullable Class<? extends T> seek(Class<T> family, ClassRecord record) {
        if (record.isUsers()) {
            return USERS.find(family, record);
        }
        Class<? extends T> found = lookUp(family, record.className());
        if (found == null) { // one of Keras' that is not here, for which a user may have made another one known
            String module = record.module();
            found = USERS.byPlainName(family, (module == null ? "" : module + ">") + record.className());
        }
        return found;
    }

    /** The class that a name stands for which a user gives. */
    public static <T extends Configurable> Class<? extends T> find(Class<T> family, @Nullable String name) {
        if (name == null) {
            throw new OptionException("the name of the " + UnknownName.kind(family)
                    + " is null; give a name in quotes or an object, or leave the option out for its default");
        }
        Class<? extends T> found = lookUp(family, name);
        if (found == null) {
            found = USERS.byPlainName(family, name);
        }
        if (found == null) {
            throw UnknownName.of(family, name);
        }
        return found;
    }

    /**
     * The name of a unit as Keras writes it: snake case, or lower case where that is an alias ("rmsprop"); a user's class has its registered
     * one, which is none of the library's.
     */
    public static String nameOf(Configurable unit) {
        return moduleOf(unit.getClass()) == null ? registeredName(unit.getClass()) : nameOf(unit.getClass());
    }

    private static String nameOf(Class<?> unit) {
        String lower = unit.getSimpleName().toLowerCase(Locale.ROOT);
        for (Shelf shelf : SHELVES) {
            if (holds(shelf, unit) && shelf.aliases().containsKey(lower)) {
                return lower;
            }
        }
        return KerasNames.snake(unit.getSimpleName());
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
        units.addAll(USERS.of(family));
        return units;
    }

    /** Keras' module name of a unit's package, as "keras.layers"; null for a user's own. */
    public static @Nullable String moduleOf(Class<?> unit) {
        return MODULES.get(unit).orElse(null);
    }

    private static <T extends Configurable> @Nullable Class<? extends T> lookUp(Class<T> family, String name) {
        Sought sought = new Sought(family, name);
        Class<?> kept = FOUND.get(sought);
        if (kept != null) {
            return kept.asSubclass(family);
        }
        Class<? extends T> found = search(family, name);
        if (found != null && FOUND.size() < MOST_KEPT) {
            FOUND.put(sought, found);
        }
        return found;
    }

    private static <T extends Configurable> @Nullable Class<? extends T> search(Class<T> family, String name) {
        if (!NAME.matcher(name).matches()) {
            return null;
        }
        for (Shelf shelf : SHELVES) {
            if (related(shelf, family)) {
                String className = shelf.aliases().getOrDefault(name, KerasNames.camel(name));
                Class<? extends T> found = load(shelf, className, family);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /** One of the library's classes of a module of Keras by name; null where the family is another one. */
    static <T extends Configurable> @Nullable Class<? extends T> find(Class<T> family, String module, String name) {
        boolean fits = SHELVES.stream().anyMatch(s -> s.module().equals(module) && s.family() == family);
        return fits ? lookUp(family, name) : null;
    }

    static List<Shelf> shelvesOf(Class<? extends Configurable> family) {
        return SHELVES.stream().filter(shelf -> related(shelf, family)).toList();
    }

    /** The shelf of the family that a unit belongs to, a user's own too; null for what belongs to none. */
    static @Nullable Shelf shelfFor(Class<?> unit) {
        return SHELVES.stream()
                .filter(shelf -> shelf.family().isAssignableFrom(unit))
                .findFirst()
                .orElse(null);
    }

    /** "an optimizer" for a name that an optimizer has; null for a name of nothing. */
    static @Nullable String kindOf(String name) {
        for (Shelf shelf : SHELVES) {
            if (lookUp(shelf.family(), name) != null) {
                return UnknownName.article(UnknownName.kind(shelf.family()));
            }
        }
        return null;
    }

    /** The name of the unit of {@code family} that is called as the unit of another family is; null if there is none. */
    static @Nullable String nameIn(Class<? extends Configurable> family, Class<?> unit) {
        Class<? extends Configurable> found = lookUp(family, unit.getSimpleName());
        return found == null ? null : nameOf((Class<?>) found);
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
                            + " saved form can be read."
                            + (isInner(unit) ? " An inner class cannot have one: declare it static." : ""),
                    e);
        } catch (InvocationTargetException e) {
            throw new OptionException(unit.getSimpleName() + " cannot be made: " + e.getCause(), e);
        } catch (InstantiationException e) {
            throw new OptionException(
                    unit.getSimpleName() + " cannot be made, it is abstract; give the class that a model holds", e);
        } catch (ReflectiveOperationException e) {
            throw new OptionException(unit.getSimpleName() + " cannot be made: " + e.getMessage(), e);
        } catch (InaccessibleObjectException e) {
            throw new OptionException(
                    unit.getSimpleName() + " cannot be made: its module must open the package to Cornet: \"opens "
                            + unit.getPackageName() + ";\" in module-info.java",
                    e);
        }
    }

    private static boolean isInner(Class<?> unit) {
        return unit.isLocalClass() || (unit.isMemberClass() && !Modifier.isStatic(unit.getModifiers()));
    }
}
