//! Memory for tables of weights of several megabytes, which are asked at places all over them: kept in pages
//! of two megabytes where the system can, one look-up of an address in the processor serves a whole page. With
//! small pages the engine is a twelfth slower. Left out: what stands in the tables (`tables`, `names`).

/// Bytes of a large page.
const LARGE: usize = 1 << 21;

/// Bytes of a cache line.
const LINE: usize = 64;

/// Numbers that begin at a large page, or where there are too few to fill one at a cache line. A clone may
/// begin anywhere.
#[derive(Clone, Debug)]
pub(crate) struct Pages<T> {
    items: Vec<T>,
    start: usize,
}

impl<T: Copy + Default> Pages<T> {
    /// So many zeros. The system hands out memory untouched for these, so what lies before the first
    /// large page costs nothing.
    pub(crate) fn new(count: usize) -> Pages<T> {
        let size = size_of::<T>();
        let align = if count * size < LARGE { LINE } else { LARGE };
        let mut items = vec![T::default(); count + align / size];
        let start = items.as_ptr().align_offset(align).min(align / size);
        items.truncate(start + count);
        advise(&mut items);
        Pages { items, start }
    }
}

impl<T> std::ops::Deref for Pages<T> {
    type Target = [T];
    #[inline]
    fn deref(&self) -> &[T] {
        &self.items[self.start..]
    }
}

impl<T> std::ops::DerefMut for Pages<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.items[self.start..]
    }
}

/// Asks the system to keep memory in large pages, where they fit into it. Whether it does shows in speed only.
#[cfg(target_os = "linux")]
#[allow(unsafe_code, reason = "the standard library has no name for this call")]
pub(crate) fn advise<T>(memory: &mut [T]) {
    use std::ffi::{c_int, c_void};
    unsafe extern "C" {
        fn madvise(start: *mut c_void, length: usize, advice: c_int) -> c_int;
    }
    const HUGEPAGE: c_int = 14;
    let bytes = memory.as_mut_ptr_range();
    let skip = bytes.start.addr().next_multiple_of(LARGE) - bytes.start.addr();
    let room = size_of_val(memory).saturating_sub(skip) / LARGE * LARGE;
    if room > 0 {
        // SAFETY: the stretch lies inside the memory, and the advice changes nothing that can be read there.
        unsafe {
            madvise(bytes.start.wrapping_byte_add(skip).cast(), room, HUGEPAGE);
        }
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn advise<T>(_: &mut [T]) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_begin_where_they_should_and_keep_what_is_put() {
        for count in [1, 1000, LARGE / 4 - 1, LARGE / 4, LARGE] {
            let mut pages: Pages<u32> = Pages::new(count);
            let align = if count * 4 < LARGE { LINE } else { LARGE };
            assert_eq!((pages.len(), pages.as_ptr().addr() % align), (count, 0));
            pages[count - 1] = 7;
            assert_eq!(pages.iter().sum::<u32>(), 7);
        }
    }
}
