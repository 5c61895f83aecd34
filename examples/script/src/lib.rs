//! A script host. QuickJS calls C libraries by name: functions, constants and records, their types, parameter names and documentation are
//! those of the headers, in tables that the build script made; every call and every callback goes through code assembled then.
//!
//! A library is one file in `libraries`: its headers, and what they do not say, a line for each function that scripts may call: which
//! number is the size of which buffer, who makes a handle and who frees it, what may be null. The rest of a library is there to read
//! about, not to call.
//!
//! ```text
//!  script ─► host::Host::call ─► arguments: checked, copied, handles looked up ─► ffi::Function::call ─► C
//!                    ▲                                                                                  │
//!                    └────────────── callbacks: ffi closures whose signature is data ◄─────────────────┘
//! ```

mod arguments;
mod callbacks;
mod engine;
mod fault;
mod handles;
mod host;
mod libraries;
mod memory;
mod names;
mod records;
mod rules;
mod shapes;

pub mod fuzz;

pub use engine::Engine;
pub use fault::Fault;
pub use host::Host;
pub use libraries::Library;
pub use names::{complete, help};
