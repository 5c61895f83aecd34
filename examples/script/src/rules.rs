//! What headers do not say, in the files in `libraries`: a line for each function that scripts may call, and for records with pointers.
//!
//! ```text
//! function: role … [-> result]         a role for each parameter, in order
//!
//! n          a number                   n[a,b]   one of this range
//! t  t?      text, or null              =v       not passed by scripts: this number, constant of the header, or sizeof:record
//! b  B       a buffer; changed by it    #k       a number, at most the size of the buffer of parameter k
//! #kxj       a number, at least 1; times parameter j at most the size of that buffer
//! *k         not passed: in and out, the size of the buffer of parameter k; a result
//! h          a handle that is alive     o        not passed: a new handle; a result
//! x  X       a handle that is freed if the result is 0; in any case
//! f  F       a function for the call; for as long as the first handle lives; f? or null
//! e:k        a function of elements of a buffer, each as large as parameter k says
//! 0          not passed: a null pointer
//! s          a record, by its members   i        a number, by its address
//! S          a handle of a record       S!       one that nothing is kept in yet
//! -> t  -> s text; a record             -> k     a handle of a record that is never freed
//!                                       (otherwise a number, or nothing)
//!
//! @record name member …
//!
//! p#n        a pointer into a buffer of the host's, in which `n` bytes follow
//! p=t  p=k   a pointer to text, to a record, that lives at least as long
//! p!         a pointer that is not null while the library keeps something in the record
//! ```
//!
//! Pointers without a rule are neither shown to scripts nor set by them.

use std::collections::HashMap;

use ffi::{Table, Value};

/// What a parameter is to a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Number { least: i64, most: i64 },
    Text { null: bool },
    Constant(Fixed),
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
    ByAddress,
    Struct { unused: bool },
}

/// A value that scripts do not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fixed {
    Number(i64),
    /// The address of a text of the table, or of no object.
    Address(*mut std::ffi::c_void),
}

/// What the result is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Plain,
    Text,
    Record,
    /// A record that C keeps for ever.
    Kept,
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

    fn parse(text: &str, table: Table) -> Option<Role> {
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
            ("=", value) => Role::Constant(Fixed::parse(value, table)?),
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
            ("i", "") => Role::ByAddress,
            ("S", "") => Role::Struct { unused: false },
            ("S", "!") => Role::Struct { unused: true },
            _ => return None,
        })
    }
}

impl Fixed {
    fn parse(text: &str, table: Table) -> Option<Fixed> {
        if let Ok(number) = text.parse() {
            return Some(Fixed::Number(number));
        }
        if let Some(record) = text.strip_prefix("sizeof:") {
            return Some(Fixed::Number(i64::try_from(table.record(record)?.size()).ok()?));
        }
        Some(match table.constant(text)?.value() {
            Value::Pointer(address) => Fixed::Address(address),
            _ => Fixed::Number(i64::try_from(table.constant(text)?.integer()?).ok()?),
        })
    }
}

/// What scripts see of a pointer that is a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Led {
    /// Into a buffer, in which as many bytes follow as this member says.
    Buffer {
        size: &'static str,
    },
    Text,
    Kept,
    /// Nothing: whether it is null says if the record is in use.
    InUse,
}

/// What a file of `libraries` says.
pub(crate) struct Rules {
    functions: HashMap<&'static str, Rule>,
    /// By the name of the record in the table: members, and what they are.
    records: HashMap<&'static str, Vec<(&'static str, Led)>>,
}

impl Rules {
    /// Reads a file.
    ///
    /// # Panics
    /// On a line that is none, or names what the table has not: a fault of the file, which every engine would meet.
    pub(crate) fn parse(text: &'static str, table: Table) -> Rules {
        let mut rules = Rules { functions: HashMap::new(), records: HashMap::new() };
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let read = match line.strip_prefix('@') {
                Some(setting) => rules.setting(setting, table),
                None => rules.function(line, table),
            };
            read.unwrap_or_else(|| panic!("no rule: `{line}`"));
        }
        rules
    }

    fn setting(&mut self, setting: &'static str, table: Table) -> Option<()> {
        // The others are the build script's.
        let Some(record) = setting.strip_prefix("record ") else { return Some(()) };
        let is_member = |word: &str| word.contains(['=', '#', '!']);
        let end = record.split(' ').take_while(|word| !is_member(word)).map(|word| word.len() + 1).sum::<usize>();
        let found = table.record(record.get(..end)?.trim())?;
        let member = |word: &'static str| {
            let (name, rest) = word.split_at(word.find(['=', '#', '!'])?);
            let led = match rest {
                "=t" => Led::Text,
                "=k" => Led::Kept,
                "!" => Led::InUse,
                _ => Led::Buffer { size: rest.strip_prefix('#')? },
            };
            Some((name, led))
        };
        let members = record[end..].split_whitespace().map(member).collect::<Option<_>>()?;
        self.records.insert(found.name(), members);
        Some(())
    }

    fn function(&mut self, line: &'static str, table: Table) -> Option<()> {
        let (name, rest) = line.split_once(':')?;
        let (roles, answer) = rest.split_once("->").unwrap_or((rest, ""));
        let answer = match answer.trim() {
            "" => Answer::Plain,
            "t" => Answer::Text,
            "s" => Answer::Record,
            "k" => Answer::Kept,
            _ => return None,
        };
        let roles = roles.split_whitespace().map(|role| Role::parse(role, table)).collect::<Option<_>>()?;
        self.functions.insert(name.trim(), Rule { roles, answer });
        Some(())
    }

    pub(crate) fn get(&self, function: &str) -> Option<&Rule> {
        self.functions.get(function)
    }

    /// The functions that scripts may call.
    pub(crate) fn functions(&self) -> impl Iterator<Item = &'static str> {
        self.functions.keys().copied()
    }

    /// The rules of a record's members.
    pub(crate) fn members(&self, record: &str) -> &[(&'static str, Led)] {
        self.records.get(record).map_or(&[], Vec::as_slice)
    }
}
