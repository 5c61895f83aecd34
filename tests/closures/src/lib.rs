//! Nothing but its tests and programs.
