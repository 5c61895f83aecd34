//! Diagnostics as users see them: `cases/<name>.txt` is a package, `cases/<name>.stderr` what cargo says about it. See `tests/ui.rs`.
