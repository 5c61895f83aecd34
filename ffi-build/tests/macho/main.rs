//! Mach-O: objects and archives read back by other readers, and what `ld64.lld` makes of them, on any host.

mod contents;
mod driver;
mod linked;
mod support;
