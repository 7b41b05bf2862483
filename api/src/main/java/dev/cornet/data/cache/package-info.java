/**
 * A cache of downloaded files, checked by SHA-256.
 *
 * <p>{@code CORNET_CACHE} names the folder ({@code ~/.cache/cornet} without it), {@code CORNET_OFFLINE=true} forbids downloads. The system
 * properties {@code cornet.cache} and {@code cornet.offline} have the same meaning and take precedence. Uses the packages console, file and
 * exceptions; is used by datasets and by the module applications, which downloads pretrained weights.
 *
 * <p>Begin reading with {@link dev.cornet.data.cache.FileCache}.
 */
@NullMarked
package dev.cornet.data.cache;

import org.jspecify.annotations.NullMarked;
