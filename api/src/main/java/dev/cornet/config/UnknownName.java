package dev.cornet.config;

import dev.cornet.config.ComponentProvider.Shelf;
import dev.cornet.exceptions.OptionException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The refusal of a name that no unit of a family has: what was probably meant, or else which names there are. */
final class UnknownName {
    private static final int LONGEST = 60;
    private static final String OWN = " A class of your own is made known by Cornet.register(MyClass.class).";

    /** Ends of names that other libraries write and Keras does not. */
    private static final String ENDS =
            "(loss|function|activation|initializer|optimizer|regularizer|constraint|metric)$";

    private UnknownName() {}

    static OptionException of(Class<? extends Configurable> family, String name) {
        String kind = kind(family);
        SortedSet<String> known = Registry.names(family);
        String unknown = "unknown " + kind + " \"" + brief(name) + "\"";
        if (known.isEmpty()) {
            return new OptionException(unknown + "; none is known here. A jar made of several must join their files"
                    + " META-INF/services/" + ComponentProvider.class.getName() + " to one.");
        }
        List<Shelf> shelves = Registry.shelvesOf(family);
        String meant = name.length() > LONGEST ? null : meant(name, known, shelves);
        if (meant != null) {
            return new OptionException(
                    unknown + (meant.startsWith("!") ? "." + meant.substring(1) : "; did you mean " + meant + "?"));
        }
        String other = Registry.kindOf(name);
        String all = known.stream().collect(Collectors.joining(", ", "nown are ", "."));
        String otherwise = other == null ? "" : "; that is the name of " + other;
        return new OptionException(
                unknown + otherwise + (other == null ? "; k" : ". K") + all + OWN,
                unknown + otherwise + ". One of your own is made known by " + register(brief(name), null, "MyClass"));
    }

    /** The call that makes a class known which records name so; it is called {@code any} where the name does not say how. */
    static String register(String name, @Nullable String module, String any) {
        if (name.indexOf('>') > 0 || module != null) {
            return "Cornet.register(\"" + (module == null ? "" : module + ">") + name + "\", " + any + ".class)";
        }
        String type = KerasNames.camel(name);
        boolean plain = type.matches("[A-Za-z][A-Za-z0-9]*") && type.length() <= LONGEST;
        return "Cornet.register(" + (plain ? type : any) + ".class)";
    }

    /** The family in words: "activation function". */
    static String kind(Class<?> family) {
        return KerasNames.snake(family.getSimpleName()).replace('_', ' ');
    }

    static String article(String kind) {
        return ("aeiou".indexOf(kind.charAt(0)) >= 0 ? "an " : "a ") + kind;
    }

    /** A name as a message shows it. */
    static String brief(String name) {
        return OptionValueReader.brief(name);
    }

    private static @Nullable String meant(String given, SortedSet<String> known, List<Shelf> shelves) {
        String name = given.substring(given.lastIndexOf('.') + 1); // "tf.nn.relu"
        String letters = DidYouMean.letters(name);
        Set<String> all = new LinkedHashSet<>(known);
        for (Shelf shelf : shelves) { // those in small letters: "mse", not "MSE"
            shelf.aliases().keySet().stream()
                    .filter(a -> a.equals(a.toLowerCase(Locale.ROOT)))
                    .sorted()
                    .forEach(all::add);
        }
        for (String candidate : letters.isEmpty() ? Set.<String>of() : all) {
            if (DidYouMean.letters(candidate).equals(letters)) {
                return quoted(List.of(candidate));
            }
        }
        for (Shelf shelf : shelves) {
            String meant = shelf.meant().get(letters);
            if (meant == null) {
                meant = shelf.meant().get(letters.replaceFirst(ENDS, ""));
            }
            if (meant != null) {
                return meant;
            }
        }
        String plain = letters.replaceFirst(ENDS, "");
        for (String candidate : plain.isEmpty() ? Set.<String>of() : all) {
            if (DidYouMean.letters(candidate).equals(plain)) {
                return quoted(List.of(candidate));
            }
        }
        List<String> alike = DidYouMean.withWordsOf(name, known);
        if (!alike.isEmpty()) {
            return quoted(alike);
        }
        String nearest = Registry.kindOf(given) == null ? DidYouMean.of(name, all) : null;
        return nearest == null ? null : quoted(List.of(nearest));
    }

    private static String quoted(Collection<String> names) {
        List<String> quoted = new ArrayList<>();
        names.forEach(name -> quoted.add("\"" + name + "\""));
        int last = quoted.size() - 1;
        return last == 0 ? quoted.get(0) : String.join(", ", quoted.subList(0, last)) + " or " + quoted.get(last);
    }
}
