package dev.cornet.config;

import dev.cornet.exceptions.OptionException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order in which the options of a class are saved, that of Keras.
 *
 * <ol>
 *   <li>Options stand in the order of their fields, those of a superclass first; {@link SubclassOptionsFirst} at a superclass, or {@link
 *       OwnOptionsFirst} at a subclass, reverses the latter.
 *   <li>The options of all {@link OptionGroup}s stand where the last group stands, those of one name together: kernel_initializer,
 *       bias_initializer, kernel_regularizer, bias_regularizer.
 *   <li>{@link Option#after} moves a single option.
 * </ol>
 */
final class OptionOrder {
    private OptionOrder() {}

    /** The options of a class in this order. */
    static List<OptionField> of(Class<?> type) {
        List<OptionField> fields = new ArrayList<>();
        collect(type, fields);
        requireDistinctKeys(type, fields);
        groupByName(fields);
        for (OptionField option : List.copyOf(fields)) {
            String after = option.field().getAnnotation(Option.class).after();
            if (!after.isEmpty()) {
                moveAfter(after, option, fields);
            }
        }
        return List.copyOf(fields);
    }

    /** Adds the options of a class and its superclasses; returns the index of those of a subclass. */
    private static int collect(@Nullable Class<?> type, List<OptionField> fields) {
        if (type == null || type == Object.class) {
            return 0;
        }
        int afterSuperclass = collect(type.getSuperclass(), fields);
        int index = type.isAnnotationPresent(OwnOptionsFirst.class) ? 0 : afterSuperclass;
        List<OptionField> declared = new ArrayList<>();
        addDeclared(type, null, "", declared);
        fields.addAll(index, declared);
        return type.isAnnotationPresent(SubclassOptionsFirst.class) ? index : index + declared.size();
    }

    private static void addDeclared(Class<?> type, @Nullable Field group, String prefix, List<OptionField> fields) {
        for (Field field : type.getDeclaredFields()) {
            Option option = field.getAnnotation(Option.class);
            if (option == null) {
                continue;
            }
            ReflectiveAccess.open(field);
            String key = prefix + (option.value().isEmpty() ? KerasNames.key(field.getName()) : option.value());
            if (OptionGroup.class.isAssignableFrom(field.getType())) {
                addDeclared(field.getType(), field, key + "_", fields);
            } else {
                boolean nullable = field.getAnnotatedType().isAnnotationPresent(Nullable.class);
                fields.add(new OptionField(group, field, key, nullable, option.required()));
            }
        }
    }

    private static void requireDistinctKeys(Class<?> type, List<OptionField> fields) {
        Map<String, OptionField> byKey = new HashMap<>();
        for (OptionField option : fields) {
            OptionField other = byKey.putIfAbsent(option.key(), option);
            if (other != null) {
                throw new OptionException(
                        KerasNames.of(type) + ": the key [" + option.key() + "] belongs to two options, the field "
                                + nameOf(other) + " and the field " + nameOf(option)
                                + ", of which a file can hold only one. Name yours otherwise, or give it another key: @Option(\"my_"
                                + option.key() + "\")");
            }
        }
    }

    private static String nameOf(OptionField option) {
        Field group = option.group();
        String name =
                (group == null ? "" : group.getName() + ".") + option.field().getName();
        return "\"" + name + "\" of " + KerasNames.of(option.declaringClass());
    }

    private static void groupByName(List<OptionField> fields) {
        Map<String, List<OptionField>> byName = new LinkedHashMap<>();
        @Nullable Field lastGroup = null;
        for (OptionField option : fields) {
            if (option.group() != null) {
                byName.computeIfAbsent(option.field().getName(), name -> new ArrayList<>())
                        .add(option);
                lastGroup = option.group();
            }
        }
        List<OptionField> ordered = new ArrayList<>();
        for (OptionField option : fields) {
            if (option.group() == null) {
                ordered.add(option);
            } else if (option.group().equals(lastGroup)) {
                byName.values().forEach(ordered::addAll);
                byName.clear();
            }
        }
        fields.clear();
        fields.addAll(ordered);
    }

    private static void moveAfter(String after, OptionField option, List<OptionField> fields) {
        fields.removeIf(field -> field == option);
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).key().equals(after)) {
                fields.add(i + 1, option);
                return;
            }
        }
        throw new IllegalStateException("@Option(after = \"" + after + "\") of " + option.field()
                + " names no other option of the class; give the key of one");
    }
}
