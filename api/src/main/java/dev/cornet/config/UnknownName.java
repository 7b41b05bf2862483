package dev.cornet.config;

import dev.cornet.config.ComponentProvider.ComponentPackage;
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

/** Error message for a name that no component of a family has: with a suggestion, or else with the list of known names. */
final class UnknownName {
    private static final int MAX_LENGTH = 60;
    private static final String REGISTER_ADVICE =
            " A class of your own is made known by Cornet.register(MyClass.class).";

    /** Suffixes of names in other libraries that Keras' names do not have. */
    private static final String SUFFIXES =
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
        List<ComponentPackage> packages = Registry.packagesOf(family);
        String suggestion = name.length() > MAX_LENGTH ? null : suggestion(name, known, packages);
        if (suggestion != null) {
            return new OptionException(unknown
                    + (suggestion.startsWith("!")
                            ? "." + suggestion.substring(1)
                            : "; did you mean " + suggestion + "?"));
        }
        String otherKind = Registry.kindOf(name);
        String all = known.stream().collect(Collectors.joining(", ", "nown are ", "."));
        String hint = otherKind == null ? "" : "; that is the name of " + otherKind;
        return new OptionException(
                unknown + hint + (otherKind == null ? "; k" : ". K") + all + REGISTER_ADVICE,
                unknown + hint + ". One of your own is made known by " + register(brief(name), null, "MyClass"));
    }

    /** The call of Cornet.register for a class of this name; {@code placeholder} is the class name if {@code name} is not a valid one. */
    static String register(String name, @Nullable String module, String placeholder) {
        if (name.indexOf('>') > 0 || module != null) {
            return "Cornet.register(\"" + (module == null ? "" : module + ">") + name + "\", " + placeholder
                    + ".class)";
        }
        String type = KerasNames.camel(name);
        boolean isClassName = type.matches("[A-Za-z][A-Za-z0-9]*") && type.length() <= MAX_LENGTH;
        return "Cornet.register(" + (isClassName ? type : placeholder) + ".class)";
    }

    /** The name of a family in words, as "activation function". */
    static String kind(Class<?> family) {
        return KerasNames.snake(family.getSimpleName()).replace('_', ' ');
    }

    static String article(String kind) {
        return ("aeiou".indexOf(kind.charAt(0)) >= 0 ? "an " : "a ") + kind;
    }

    /** A name, shortened for messages. */
    static String brief(String name) {
        return OptionValueReader.brief(name);
    }

    private static @Nullable String suggestion(
            String requested, SortedSet<String> known, List<ComponentPackage> packages) {
        String name = requested.substring(requested.lastIndexOf('.') + 1); // "relu" of "tf.nn.relu"
        String letters = DidYouMean.letters(name);
        Set<String> all = new LinkedHashSet<>(known);
        for (ComponentPackage pkg : packages) { // lower-case aliases only: "mse", not "MSE"
            pkg.aliases().keySet().stream()
                    .filter(a -> a.equals(a.toLowerCase(Locale.ROOT)))
                    .sorted()
                    .forEach(all::add);
        }
        for (String candidate : letters.isEmpty() ? Set.<String>of() : all) {
            if (DidYouMean.letters(candidate).equals(letters)) {
                return quoted(List.of(candidate));
            }
        }
        for (ComponentPackage pkg : packages) {
            String suggestion = pkg.suggestions().get(letters);
            if (suggestion == null) {
                suggestion = pkg.suggestions().get(letters.replaceFirst(SUFFIXES, ""));
            }
            if (suggestion != null) {
                return suggestion;
            }
        }
        String stem = letters.replaceFirst(SUFFIXES, "");
        for (String candidate : stem.isEmpty() ? Set.<String>of() : all) {
            if (DidYouMean.letters(candidate).equals(stem)) {
                return quoted(List.of(candidate));
            }
        }
        List<String> alike = DidYouMean.withWordsOf(name, known);
        if (!alike.isEmpty()) {
            return quoted(alike);
        }
        String nearest = Registry.kindOf(requested) == null ? DidYouMean.of(name, all) : null;
        return nearest == null ? null : quoted(List.of(nearest));
    }

    private static String quoted(Collection<String> names) {
        List<String> quoted = new ArrayList<>();
        names.forEach(name -> quoted.add("\"" + name + "\""));
        int last = quoted.size() - 1;
        return last == 0 ? quoted.get(0) : String.join(", ", quoted.subList(0, last)) + " or " + quoted.get(last);
    }
}
