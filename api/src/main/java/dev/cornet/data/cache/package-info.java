/**
 * Files from the net, fetched once, checked by SHA-256 and kept in a folder.
 *
 * <p>The environment says where and whether: {@code CORNET_CACHE} is the folder ({@code ~/.cache/cornet} without it),
 * {@code CORNET_OFFLINE=true} forbids the net. System properties of the same meaning, {@code cornet.cache} and {@code cornet.offline}, win.
 */
@NullMarked
package dev.cornet.data.cache;

import org.jspecify.annotations.NullMarked;
