package dev.cornet.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.ComponentProvider.ComponentPackage;
import dev.cornet.console.Console;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import dev.cornet.file.Limits;
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
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Registry of components by name: the classes in the packages that modules announce ({@link ComponentProvider}) and those that users
 * {@link #add}.
 *
 * <p>A name is a class name ("Dense", "GlorotUniform"), its snake case ("glorot_uniform") or an alias ("mse"). Nothing outside the
 * announced packages can be named, so a file cannot make the library load a class of its choice.
 *
 * <p>A user's class has a registered name, "my.package>MyClass", as in Keras. A record of a user's class never resolves to a class of the
 * library, nor the reverse: see {@link #find(Class, ClassRecord)}. For a simple name in a call, the library's classes have precedence.
 */
public final class Registry {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
    private static final List<ComponentPackage> PACKAGES = new ArrayList<>();
    private static final List<Composite.Reader> READERS = new ArrayList<>();
    private static final UserClasses USER_CLASSES = new UserClasses();
    private static final int MAX_CACHED = 1000;

    /** Cache of library classes by family and name: a file names the same few classes many times. */
    private static final ClassValue<Map<String, Class<?>>> CACHES = new ClassValue<>() {
        @Override
        protected Map<String, Class<?>> computeValue(Class<?> family) {
            return new ConcurrentHashMap<>();
        }
    };

    private static final ClassValue<Optional<String>> MODULES = new ClassValue<>() {
        @Override
        protected Optional<String> computeValue(Class<?> component) {
            for (ComponentPackage pkg : PACKAGES) {
                if (contains(pkg, component) && load(pkg, component.getSimpleName(), pkg.family()) == component) {
                    return Optional.of(pkg.module());
                }
            }
            return Optional.empty();
        }
    };

    static {
        for (ComponentProvider provider :
                ServiceLoader.load(ComponentProvider.class, Registry.class.getClassLoader())) {
            provider.packages().forEach(PACKAGES::add);
            provider.readers().forEach(READERS::add);
        }
    }

    private Registry() {}

    /** The reader for the record of a composite; null for the usual record of class name and options. */
    static Composite.@Nullable Reader reader(JsonNode record) {
        return READERS.stream()
                .filter(reader -> reader.reads(record))
                .findFirst()
                .orElse(null);
    }

    /** Registers a user's class under its default name, "my.package>MyClass". */
    public static void add(Class<? extends Configurable> component) {
        add(ClassRecord.defaultRegisteredName(Arguments.notNull(component, "register: the class")), component);
    }

    /** Registers a user's class under the name that it has in records, as "my_package>Twice". */
    public static void add(String registeredName, Class<? extends Configurable> component) {
        newInstance(Arguments.notNull(component, "register: the class"));
        OptionField.of(component); // refuses two options with one key
        USER_CLASSES.add(Arguments.notNull(registeredName, "register: the name"), component);
    }

    /**
     * For messages: the call of {@code Cornet.register} that makes a layer known under this name.
     *
     * @param module the module in records of Keras' own layers, else null
     */
    public static String registerCall(String name, @Nullable String module) {
        return UnknownName.register(name, module, "MyLayer");
    }

    /**
     * Runs a reader of a model, and warns if it has read a class that is not registered, but known because this program has written a
     * record of it: another program could not read the model.
     */
    public static <T> T warningOfUnregistered(String method, Supplier<T> reader) {
        return USER_CLASSES.reading(reader, classes -> {
            String calls = classes.stream()
                    .map(type -> "Cornet.register(" + KerasNames.of(type) + ".class)")
                    .collect(Collectors.joining(", "));
            boolean one = classes.size() == 1;
            Console.warn(method + ": " + calls + " was not called. This program has saved "
                    + (one
                            ? "an object of this class and so can load it"
                            : "objects of these classes and so can load them")
                    + "; any other program must register " + (one ? "it" : "them") + " before.");
        });
    }

    /** Remembers a class whose record is written, so that this program can read the record without registering the class. */
    static void noteWritten(Class<? extends Configurable> component) {
        USER_CLASSES.noteWritten(component);
    }

    /** The name of a user's class in records. */
    static String registeredName(Class<?> component) {
        return USER_CLASSES.nameOf(component);
    }

    /** A new component of the family with default options, by name; throws an {@link OptionException} that lists the known names. */
    public static <T extends Configurable> T get(Class<T> family, @Nullable String name) {
        T component = newInstance(find(family, name)); // refuses null
        return name == null ? component : withRequestedName(component, name);
    }

    /** Passes the requested name to a component whose options depend on it; returns the component. */
    static <T> T withRequestedName(T component, String name) {
        if (component instanceof NameAware named) {
            named.requestedAs(name);
        }
        return component;
    }

    /** The class that a record names; throws an {@link OptionException} if it is unknown. */
    static <T extends Configurable> Class<? extends T> find(Class<T> family, ClassRecord record) {
        Class<? extends T> found = findOrNull(family, record);
        if (found == null) {
            throw record.isUserClass()
                    ? USER_CLASSES.unknown(family, record)
                    : UnknownName.of(family, record.className());
        }
        return found;
    }

    /** The class that a record names; null if it is unknown. */
    static <T extends Configurable> @Nullable Class<? extends T> findOrNull(Class<T> family, ClassRecord record) {
        if (record.isUserClass()) {
            return USER_CLASSES.find(family, record);
        }
        Class<? extends T> found = findLibraryClass(family, record.className());
        if (found == null) { // Cornet lacks this class of Keras; a user may have registered a replacement
            String module = record.module();
            found = USER_CLASSES.byAnyName(family, (module == null ? "" : module + ">") + record.className());
        }
        return found;
    }

    /** The class for a name in a user's call; throws an {@link OptionException} if it is unknown. */
    public static <T extends Configurable> Class<? extends T> find(Class<T> family, @Nullable String name) {
        if (name == null) {
            throw new OptionException("the name of the " + UnknownName.kind(family)
                    + " is null; give a name in quotes or an object, or leave the option out for its default");
        }
        Class<? extends T> found = findLibraryClass(family, name);
        if (found == null) {
            found = USER_CLASSES.byAnyName(family, name);
        }
        if (found == null) {
            throw UnknownName.of(family, name);
        }
        return found;
    }

    /**
     * The name of a component as Keras writes it: in snake case, or in lower case where that is an alias ("rmsprop"). For a user's class it
     * is the registered name.
     */
    public static String nameOf(Configurable component) {
        return moduleOf(component.getClass()) == null
                ? registeredName(component.getClass())
                : nameOf(component.getClass());
    }

    private static String nameOf(Class<?> component) {
        String lower = component.getSimpleName().toLowerCase(Locale.ROOT);
        for (ComponentPackage pkg : PACKAGES) {
            if (contains(pkg, component) && pkg.aliases().containsKey(lower)) {
                return lower;
            }
        }
        return KerasNames.snake(component.getSimpleName());
    }

    /** The names of all components of a family, without aliases. */
    public static SortedSet<String> names(Class<? extends Configurable> family) {
        SortedSet<String> names = new TreeSet<>();
        for (Class<? extends Configurable> component : components(family)) {
            names.add(nameOf(component));
        }
        return names;
    }

    /** The concrete classes of a family: those in announced packages and registered ones. */
    public static List<Class<? extends Configurable>> components(Class<? extends Configurable> family) {
        List<Class<? extends Configurable>> components = new ArrayList<>();
        for (ComponentPackage pkg : PACKAGES) {
            if (isRelated(pkg, family)) {
                for (String className : PackageScan.classNames(pkg)) {
                    Class<? extends Configurable> component = load(pkg, className, family);
                    if (component != null) {
                        components.add(component);
                    }
                }
            }
        }
        components.addAll(USER_CLASSES.of(family));
        return components;
    }

    /** Keras' module name for a component's package, as "keras.layers"; null for a class that has none. See also {@link LibraryClasses}. */
    public static @Nullable String moduleOf(Class<?> component) {
        return MODULES.get(component).orElse(null);
    }

    /** Whether a class belongs to an announced package, whatever its superclass. */
    static boolean announces(Class<?> type) {
        return PACKAGES.stream()
                .anyMatch(pkg -> pkg.packageName().equals(type.getPackageName())
                        && pkg.family().getClassLoader() == type.getClassLoader());
    }

    private static <T extends Configurable> @Nullable Class<? extends T> findLibraryClass(
            Class<T> family, String name) {
        Map<String, Class<?>> cache = CACHES.get(family);
        Class<?> cached = cache.get(name);
        if (cached != null) {
            return cached.asSubclass(family);
        }
        Class<? extends T> found = search(family, name);
        if (found != null && cache.size() < MAX_CACHED) {
            cache.put(name, found);
        }
        return found;
    }

    private static <T extends Configurable> @Nullable Class<? extends T> search(Class<T> family, String name) {
        if (name.length() > Limits.NAME_LENGTH || !NAME.matcher(name).matches()) {
            return null;
        }
        for (ComponentPackage pkg : PACKAGES) {
            if (isRelated(pkg, family)) {
                String className = pkg.aliases().getOrDefault(name, KerasNames.camel(name));
                Class<? extends T> found = load(pkg, className, family);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /** A class of the library by Keras' module and class name; null if that module belongs to another family. */
    static <T extends Configurable> @Nullable Class<? extends T> find(Class<T> family, String module, String name) {
        boolean isModuleOfFamily = PACKAGES.stream().anyMatch(s -> s.module().equals(module) && s.family() == family);
        return isModuleOfFamily ? findLibraryClass(family, name) : null;
    }

    static List<ComponentPackage> packagesOf(Class<? extends Configurable> family) {
        return PACKAGES.stream().filter(pkg -> isRelated(pkg, family)).toList();
    }

    /** The first announced package of the family that a class belongs to, also for a user's class; null if it belongs to no family. */
    static @Nullable ComponentPackage packageOf(Class<?> component) {
        return PACKAGES.stream()
                .filter(pkg -> pkg.family().isAssignableFrom(component))
                .findFirst()
                .orElse(null);
    }

    /** The kind of component that has this name, with its article, as "an optimizer"; null if there is none. */
    static @Nullable String kindOf(String name) {
        for (ComponentPackage pkg : PACKAGES) {
            if (findLibraryClass(pkg.family(), name) != null) {
                return UnknownName.article(UnknownName.kind(pkg.family()));
            }
        }
        return null;
    }

    /** The name of the class in {@code family} that has the same simple name as a class of another family; null if there is none. */
    static @Nullable String nameIn(Class<? extends Configurable> family, Class<?> component) {
        Class<? extends Configurable> found = findLibraryClass(family, component.getSimpleName());
        return found == null ? null : nameOf((Class<?>) found);
    }

    private static boolean contains(ComponentPackage pkg, Class<?> component) {
        return pkg.packageName().equals(component.getPackageName())
                && pkg.family().isAssignableFrom(component);
    }

    private static boolean isRelated(ComponentPackage pkg, Class<?> family) {
        return family.isAssignableFrom(pkg.family()) || pkg.family().isAssignableFrom(family);
    }

    private static <T extends Configurable> @Nullable Class<? extends T> load(
            ComponentPackage pkg, String className, Class<T> family) {
        try {
            Class<?> found = Class.forName(
                    pkg.packageName() + "." + className, false, pkg.family().getClassLoader());
            boolean concrete = Modifier.isPublic(found.getModifiers()) && !Modifier.isAbstract(found.getModifiers());
            return concrete && family.isAssignableFrom(found) && pkg.family().isAssignableFrom(found)
                    ? found.asSubclass(family)
                    : null;
        } catch (ClassNotFoundException | LinkageError e) { // LinkageError: where file names ignore case
            return null;
        }
    }

    /** A new component with default options, by the constructor without arguments; throws an {@link OptionException} if there is none. */
    public static <T> T newInstance(Class<T> component) {
        try {
            return ReflectiveAccess.open(component.getDeclaredConstructor()).newInstance();
        } catch (NoSuchMethodException e) {
            throw new OptionException(
                    component.getSimpleName()
                            + " needs a constructor without arguments (it may be private), so that its"
                            + " saved form can be read."
                            + (isInner(component) ? " An inner class cannot have one: declare it static." : ""),
                    e);
        } catch (InvocationTargetException e) {
            throw new OptionException(component.getSimpleName() + " cannot be made: " + reason(e.getCause()), e);
        } catch (InstantiationException e) {
            throw new OptionException(
                    component.getSimpleName() + " cannot be made, it is abstract; give the class that a model holds",
                    e);
        } catch (ReflectiveOperationException e) {
            throw new OptionException(component.getSimpleName() + " cannot be made: " + e.getMessage(), e);
        }
    }

    private static String reason(@Nullable Throwable cause) {
        return cause instanceof OptionException
                ? cause.getMessage() + ". The constructor without arguments must leave valid options: let it call super"
                        + " with valid values, as super(2) is for a pool size."
                : String.valueOf(cause);
    }

    private static boolean isInner(Class<?> component) {
        return component.isLocalClass() || (component.isMemberClass() && !Modifier.isStatic(component.getModifiers()));
    }
}
