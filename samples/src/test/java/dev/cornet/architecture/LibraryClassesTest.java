package dev.cornet.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import dev.cornet.config.Configurable;
import dev.cornet.config.LibraryClasses;
import dev.cornet.constraints.Constraint;
import dev.cornet.models.Callback;
import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.LearningRate;
import dev.cornet.optimizers.schedules.LearningRateSchedule;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The library knows its own classes in all modules: this fails if a package with components is new or renamed. */
class LibraryClassesTest {
    /** A package whose name begins like those of the library. */
    private static final String PROGRAMS = "dev.cornet.samples";

    /** The contracts use layers of their own, which are like those of users' tests. */
    private static final String CONTRACTS = "dev.cornet.testing";

    public static final class UsersCallback extends Callback {}

    /** The concrete components and callbacks of all modules, those of the samples included. */
    private static Stream<JavaClass> concreteClasses() {
        return new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests()).importPackages("dev.cornet").stream()
                        .filter(type -> type.isAssignableTo(Configurable.class) || type.isAssignableTo(Callback.class))
                        .filter(type ->
                                !type.isInterface() && !type.getModifiers().contains(JavaModifier.ABSTRACT));
    }

    private static List<String> names(Stream<JavaClass> types) {
        return types.map(JavaClass::getName).sorted().toList();
    }

    @Test
    void containsTheComponentsAndCallbacksOfAllModules() {
        List<JavaClass> types = concreteClasses()
                .filter(type -> !type.getPackageName().startsWith(PROGRAMS))
                .filter(type -> !type.getPackageName().equals(CONTRACTS))
                .filter(type -> !type.getPackageName().equals(LibraryClassesTest.class.getPackageName()))
                .toList();
        assertTrue(types.size() > 150, "found only " + names(types.stream()));
        assertEquals(List.of(), names(types.stream().filter(type -> !LibraryClasses.contains(type.reflect()))));
    }

    @Test
    void containsNestedClassesOfItsClasses() {
        assertTrue(LibraryClasses.contains(Callback.Params.class));
        assertTrue(LibraryClasses.contains(ConstantLearningRate.class));
        assertTrue(LibraryClasses.contains(LearningRateSchedule.class));
    }

    @Test
    void doesNotContainUsersClasses() {
        Constraint anonymous = new Constraint() {
            @Override
            public void project(Tensor w) {}
        };
        LearningRate lambda = step -> 0.1;
        for (Class<?> type : List.of(
                UsersCallback.class, anonymous.getClass(), lambda.getClass(), LibraryClassesTest.class, String.class)) {
            assertFalse(LibraryClasses.contains(type), type.getName());
        }
        List<JavaClass> programs = concreteClasses()
                .filter(type -> type.getPackageName().startsWith(PROGRAMS))
                .toList();
        assertFalse(programs.isEmpty());
        assertEquals(List.of(), names(programs.stream().filter(type -> LibraryClasses.contains(type.reflect()))));
    }
}
