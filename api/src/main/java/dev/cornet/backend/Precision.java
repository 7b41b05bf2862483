package dev.cornet.backend;

/** The precision of kernels: whether faster algorithms with larger rounding errors are allowed. */
public enum Precision {
    /**
     * Errors of about 10⁻⁷ of the largest output, as with plain summation in float32. Folding a normalization into the weights, as
     * predictions do, is allowed: it adds one rounding error of less than 10⁻⁷ per product.
     */
    EXACT,
    /**
     * Errors of up to about 10⁻⁵ of the largest output: wide 3×3 convolutions use Winograd's F(4×4, 3×3), which is up to 1.5 times as fast.
     */
    FAST
}
