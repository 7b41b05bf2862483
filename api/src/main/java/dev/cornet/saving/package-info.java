/**
 * Files of models: {@code .cornet} archives, safetensors files, and the JSON of Keras 1 to 3.
 *
 * <p>{@code FileStorage} and {@code KerasArchitecture} are the services by which {@code dev.cornet.models} saves and loads;
 * {@code CornetFormat} is one of the {@link dev.cornet.models.ModelFormat}s. {@code ModelWriter} and {@code ModelReader} convert
 * architectures, {@code CompileWriter} and {@code CompileReader} the arguments of compile, {@code LegacyKeras} the JSON of Keras 1 and 2.
 *
 * <p>This package may use all other packages of the module {@code api} except {@code dev.cornet}. It is not exported and no package but
 * {@code dev.cornet} names its classes: they are found as services.
 *
 * <p>Begin with {@code FileStorage}, then {@code CornetFormat} for files and {@code ModelReader} for JSON.
 */
@NullMarked
package dev.cornet.saving;

import org.jspecify.annotations.NullMarked;
