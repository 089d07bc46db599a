//! Loops over weights are compiled twice: for every processor, and for those with vectors of 32 bytes.
//! Which runs is asked of the processor; sums are of integers, so both give the same.
//! Left out: the loops themselves (`tables`, `parser`, `names`).

/// Calls the first where the processor has what it is compiled for, otherwise the second. The first is
/// a call of a function with `#[target_feature(enable = "avx2,bmi2,popcnt")]`.
macro_rules! wide {
    ($wide:expr, $plain:expr) => {{
        #[cfg(target_arch = "x86_64")]
        #[allow(unsafe_code, reason = "the processor was asked whether it can")]
        if std::arch::is_x86_feature_detected!("avx2")
            && std::arch::is_x86_feature_detected!("bmi2")
            && std::arch::is_x86_feature_detected!("popcnt")
        {
            // SAFETY: the processor has the features that the function is compiled for.
            return unsafe { $wide };
        }
        $plain
    }};
}

pub(crate) use wide;
