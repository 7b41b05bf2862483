package dev.cornet.backend;

/** How exact kernels have to be, where a faster one rounds more. */
public enum Precision {
    /**
     * Errors of some 10⁻⁷ of the largest output, as a plain sum has. A normalisation that predictions fold into the weights before it keeps
     * this: each product rounds once more, by less than 10⁻⁷ of itself.
     */
    EXACT,
    /** Also kernels with errors up to some 10⁻⁵ of the largest output: wide 3×3 convolutions take Winograd's F(4×4, 3×3), up to 1.5 times as fast. */
    FAST
}
