//! Writing the world's records as bytes and reading them back in place. Knows numbers, texts and
//! lists, not what they mean. Bytes that end too soon give `None`, never a panic.

/// Bytes being written.
#[derive(Default)]
pub(crate) struct Out(pub(crate) Vec<u8>);

impl Out {
    pub(crate) fn number(&mut self, number: u32) {
        self.0.extend(number.to_le_bytes());
    }

    pub(crate) fn length(&mut self, length: usize) {
        self.number(u32::try_from(length).expect("tables hold less than 4 GiB"));
    }

    pub(crate) fn real(&mut self, real: f64) {
        self.0.extend(real.to_le_bytes());
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.length(bytes.len());
        self.0.extend(bytes);
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// A text that may be missing; an empty one counts as missing.
    pub(crate) fn maybe(&mut self, text: Option<&str>) {
        self.text(text.unwrap_or(""));
    }

    pub(crate) fn list<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Out, &T)) {
        self.length(items.len());
        for item in items {
            each(self, item);
        }
    }

    pub(crate) fn texts(&mut self, texts: &[String]) {
        self.list(texts, |out, text| out.text(text));
    }
}

/// Bytes being read.
#[derive(Clone, Copy)]
pub(crate) struct In {
    bytes: &'static [u8],
}

impl In {
    pub(crate) fn new(bytes: &'static [u8]) -> In {
        In { bytes }
    }

    fn take(&mut self, count: usize) -> Option<&'static [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    pub(crate) fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    pub(crate) fn real(&mut self) -> Option<f64> {
        Some(f64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    pub(crate) fn bytes(&mut self) -> Option<&'static [u8]> {
        let length = self.number()? as usize;
        self.take(length)
    }

    pub(crate) fn str(&mut self) -> Option<&'static str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    pub(crate) fn text(&mut self) -> Option<String> {
        self.str().map(str::to_owned)
    }

    pub(crate) fn maybe(&mut self) -> Option<Option<String>> {
        let text = self.str()?;
        Some(Some(text.to_owned()).filter(|text| !text.is_empty()))
    }

    pub(crate) fn list<T>(&mut self, mut each: impl FnMut(&mut In) -> Option<T>) -> Option<Vec<T>> {
        let count = self.number()? as usize;
        // Every item takes a byte at least, so that a damaged count asks for no memory.
        let mut items = Vec::with_capacity(count.min(self.bytes.len()));
        for _ in 0..count {
            items.push(each(self)?);
        }
        Some(items)
    }

    pub(crate) fn texts(&mut self) -> Option<Vec<String>> {
        self.list(In::text)
    }
}

/// A list whose items are read when they are first asked for.
pub(crate) struct Lazy<T> {
    items: Vec<(std::sync::OnceLock<T>, &'static [u8])>,
    read: fn(&mut In) -> Option<T>,
}

impl<T> Lazy<T> {
    /// An empty list whose items will be read so.
    pub(crate) fn new(read: fn(&mut In) -> Option<T>) -> Lazy<T> {
        Lazy {
            items: Vec::new(),
            read,
        }
    }

    /// Opens what [`Lazy::write`] wrote.
    pub(crate) fn open(from: &mut In, read: fn(&mut In) -> Option<T>) -> Option<Lazy<T>> {
        let items = from.list(|one| Some((std::sync::OnceLock::new(), one.bytes()?)))?;
        Some(Lazy { items, read })
    }

    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    pub(crate) fn push(&mut self, item: T) {
        self.items.push((std::sync::OnceLock::from(item), &[]));
    }

    /// Writes every item, so that each can be read without the others.
    pub(crate) fn write(&self, out: &mut Out, write: impl Fn(&mut Out, &T))
    where
        T: Default,
    {
        out.length(self.len());
        for ix in 0..self.len() {
            let mut one = Out::default();
            write(&mut one, self.get(ix).expect("counted"));
            out.bytes(&one.0);
        }
    }

    /// The item at an index; where its bytes are damaged, an empty one.
    pub(crate) fn get(&self, ix: usize) -> Option<&T>
    where
        T: Default,
    {
        let (item, bytes) = self.items.get(ix)?;
        Some(item.get_or_init(|| (self.read)(&mut In::new(bytes)).unwrap_or_default()))
    }
}

impl<T> std::fmt::Debug for Lazy<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} items", self.len())
    }
}
