//! Mach-O: objects and archives read back by other readers, and what `ld64.lld` makes of them, on any host.

#[path = "../adapters/sample.rs"]
mod adapters;
mod contents;
mod driver;
mod linked;
mod linked_adapters;
mod support;
