package dev.cornet.preprocessing.text;

import dev.cornet.golden.GoldenCase;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;

/** Runs a test on each golden file of texts of a group. */
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@ArgumentsSource(TextGoldens.Provider.class)
@interface TextGoldens {
    /** The group, as in the index of the golden files. */
    String value();

    /** Reads the golden files. */
    final class Provider implements ArgumentsProvider, AnnotationConsumer<TextGoldens> {
        private String group = "";

        @Override
        public void accept(TextGoldens annotation) {
            group = annotation.value();
        }

        @Override
        public Stream<Arguments> provideArguments(ExtensionContext context) {
            return GoldenCase.index("texts").get(group).stream()
                    .map(name -> Arguments.of(GoldenCase.read("texts", name)));
        }
    }
}
