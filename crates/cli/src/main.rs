//! The selon binary.
fn main() {}
