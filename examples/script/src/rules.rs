//! What headers do not say: a line for each function that scripts may call.
//!
//! ```text
//! function: role … [-> result]         a role for each parameter, in order
//!
//! n          a number                   n[a,b]   one of this range
//! t  t?      text, or null              =v       not passed by scripts: this number
//! b  B       a buffer; changed by it    #k       a number, at most the size of the buffer of parameter k
//! #kxj       a number, at least 1; times parameter j at most the size of that buffer
//! *k         not passed: in and out, the size of the buffer of parameter k; a result
//! h          a handle that is alive     o        not passed: a new handle; a result
//! x  X       a handle that is freed if the result is 0; in any case
//! f  F       a function for the call; for as long as the first handle lives; f? or null
//! e:k        a function of elements of a buffer, each as large as parameter k says
//! 0          not passed: a null pointer
//! s          a record, by its members
//! -> t  -> s text; a record              (otherwise a number, or nothing)
//! ```

use std::collections::HashMap;

/// What a parameter is to a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Number { least: i64, most: i64 },
    Text { null: bool },
    Constant(i64),
    Buffer { changes: bool },
    Size { of: usize },
    Count { of: usize, times: usize },
    SizeInOut { of: usize },
    Handle,
    NewHandle,
    Frees { always: bool },
    Function { null: bool, kept: bool },
    Comparator { size: usize },
    Null,
    Record,
}

/// What the result is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Plain,
    Text,
    Record,
}

/// How scripts call a function.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) roles: Vec<Role>,
    pub(crate) answer: Answer,
}

impl Role {
    /// Whether scripts pass an argument for it.
    pub(crate) const fn is_passed(self) -> bool {
        !matches!(self, Role::Constant(_) | Role::SizeInOut { .. } | Role::NewHandle | Role::Null)
    }

    fn parse(text: &str) -> Option<Role> {
        let index = |text: &str| text.parse::<usize>().ok();
        let (first, rest) = text.split_at(1);
        Some(match (first, rest) {
            ("n", "") => Role::Number { least: i64::MIN, most: i64::MAX },
            ("n", range) => {
                let (least, most) = range.strip_prefix('[')?.strip_suffix(']')?.split_once(',')?;
                Role::Number { least: least.parse().ok()?, most: most.parse().ok()? }
            }
            ("t", "") => Role::Text { null: false },
            ("t", "?") => Role::Text { null: true },
            ("=", value) => Role::Constant(value.parse().ok()?),
            ("b", "") => Role::Buffer { changes: false },
            ("B", "") => Role::Buffer { changes: true },
            ("#", of) => match of.split_once('x') {
                Some((of, times)) => Role::Count { of: index(of)?, times: index(times)? },
                None => Role::Size { of: index(of)? },
            },
            ("*", of) => Role::SizeInOut { of: index(of)? },
            ("h", "") => Role::Handle,
            ("o", "") => Role::NewHandle,
            ("x", "") => Role::Frees { always: false },
            ("X", "") => Role::Frees { always: true },
            ("f", null) => Role::Function { null: null == "?", kept: false },
            ("F", "") => Role::Function { null: false, kept: true },
            ("e", size) => Role::Comparator { size: index(size.strip_prefix(':')?)? },
            ("0", "") => Role::Null,
            ("s", "") => Role::Record,
            _ => return None,
        })
    }
}

/// Reads rules.
///
/// # Panics
/// On a line that is none: a fault of this file, which a test reads whole.
pub(crate) fn parse(text: &'static str) -> HashMap<&'static str, Rule> {
    let rule = |line: &'static str| {
        let (name, rest) = line.split_once(':')?;
        let (roles, answer) = rest.split_once("->").unwrap_or((rest, ""));
        let answer = match answer.trim() {
            "" => Answer::Plain,
            "t" => Answer::Text,
            "s" => Answer::Record,
            _ => return None,
        };
        let roles = roles.split_whitespace().map(Role::parse).collect::<Option<_>>()?;
        Some((name.trim(), Rule { roles, answer }))
    };
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| rule(line).unwrap_or_else(|| panic!("no rule: `{line}`"))).collect()
}

/// A stream of SQL text is copied (`SQLITE_TRANSIENT`, -1), its length is the C string's (-1), encodings are UTF-8 (1).
pub(crate) const SQLITE3: &str = "
    sqlite3_libversion: -> t
    sqlite3_libversion_number:
    sqlite3_sourceid: -> t
    sqlite3_threadsafe:
    sqlite3_errstr: n -> t
    sqlite3_complete: t
    sqlite3_open: t o
    sqlite3_close: x
    sqlite3_errmsg: h -> t
    sqlite3_errcode: h
    sqlite3_extended_errcode: h
    sqlite3_changes: h
    sqlite3_total_changes: h
    sqlite3_get_autocommit: h
    sqlite3_last_insert_rowid: h
    sqlite3_interrupt: h
    sqlite3_exec: h t f? 0 0
    sqlite3_prepare_v2: h t =-1 o 0
    sqlite3_step: h
    sqlite3_reset: h
    sqlite3_finalize: X
    sqlite3_clear_bindings: h
    sqlite3_bind_int: h n n
    sqlite3_bind_int64: h n n
    sqlite3_bind_double: h n n
    sqlite3_bind_null: h n
    sqlite3_bind_text: h n t =-1 =-1
    sqlite3_bind_blob: h n b #2 =-1
    sqlite3_bind_parameter_count: h
    sqlite3_bind_parameter_index: h t
    sqlite3_column_count: h
    sqlite3_column_type: h n
    sqlite3_column_int: h n
    sqlite3_column_int64: h n
    sqlite3_column_double: h n
    sqlite3_column_text: h n -> t
    sqlite3_column_bytes: h n
    sqlite3_column_name: h n -> t
    sqlite3_sql: h -> t
    sqlite3_data_count: h
    sqlite3_stmt_readonly: h
    sqlite3_create_function: h t n[-1,127] =1 0 F 0 0
    sqlite3_value_int: h
    sqlite3_value_int64: h
    sqlite3_value_double: h
    sqlite3_value_text: h -> t
    sqlite3_value_type: h
    sqlite3_value_bytes: h
    sqlite3_result_int: h n
    sqlite3_result_int64: h n
    sqlite3_result_double: h n
    sqlite3_result_null: h
    sqlite3_result_text: h t =-1 =-1
    sqlite3_result_error: h t =-1
";

/// `zError` looks its number up in a list without a check.
pub(crate) const ZLIB: &str = "
    zlibVersion: -> t
    zError: n[-6,2] -> t
    compressBound: n[0,4294967295]
    compress: B *0 b #2
    compress2: B *0 b #2 n[-1,9]
    uncompress: B *0 b #2
    crc32: n b #1
    adler32: n b #1
";

/// `div` divides without a check.
pub(crate) const LIBC: &str = "
    qsort: B #0x2 n[1,65536] e:2
    abs: n
    labs: n
    div: n n[1,2147483647] -> s
    ldiv: n n[1,2147483647] -> s
    atoi: t
    strtol: t 0 n[2,36]
    strlen: t
    strnlen: b #0
    getenv: t -> t
    inet_ntoa: s -> t
    inet_addr: t
    htonl: n
    ntohl: n
    htons: n
";
