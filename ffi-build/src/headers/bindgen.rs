//! bindgen: the Rust text of a header. The only module that runs it.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use bindgen::callbacks::{
    DiscoveredItem, DiscoveredItemId, ItemInfo, ItemKind, MacroParsingBehavior, ParseCallbacks, SourceLocation,
};
use bindgen::{Bindings, Builder, Formatter, RustEdition, RustTarget};
use regex::Regex;

use ffi_grammar::{Code, Diagnostic};

use super::choices::Rename;
use super::hooks::Decided;
use super::input::{Input, Kind, MAIN, arguments, main_file, own_files, whole};
use super::tags::{self, Tags};
use super::{clang, no_libclang};
use crate::declarations::Place;

/// What is asked of a run beside the input.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    /// Patterns of items that bindgen is to leave out.
    pub(super) without: Vec<String>,
    /// Patterns of records that it is to take for bytes.
    pub(super) opaque: Vec<String>,
    /// Files with another text than on disk: path and text.
    pub(super) overlays: Vec<(String, String)>,
    /// Macros that it is not to look at.
    pub(super) unseen: HashSet<String>,
    /// Declarations behind the headers.
    pub(super) prototypes: String,
    /// Types that would have the name of another, and what they are called instead.
    pub(super) apart: HashMap<String, String>,
    /// Tags that keep the word in front.
    pub(super) tags: Tags,
    /// What the author's hooks decided.
    pub(super) decided: Option<Decided>,
}

/// What bindgen called the items that it wrote.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The folder that bindgen ran in.
    here: String,
    /// Rust names of structures and unions, by tag.
    tags: HashMap<String, String>,
    /// Rust names of other types and of functions and variables, by file, and by line and column there.
    places: HashMap<String, HashMap<(u32, u32), String>>,
    /// Rust names of macros that the author renamed, by name: bindgen is not shown all macros.
    pub(super) macros: HashMap<String, String>,
    /// Records whose members nobody is to see, by tag.
    pub(super) opaque: Vec<Regex>,
}

impl Names {
    /// The Rust name of a structure or union.
    pub(crate) fn tag(&self, tag: &str) -> Option<&str> {
        self.tags.get(tag).map(String::as_str)
    }

    /// The Rust name of what is declared at a place.
    pub(crate) fn at(&self, place: Option<&Place>) -> Option<&str> {
        let Place { file, line, column } = place?;
        // bindgen puts the folder that it runs in before a relative path.
        self.places.get(self.relative(file))?.get(&(*line, *column)).map(String::as_str)
    }

    /// Whether the author wants none of a record's members.
    pub(crate) fn is_opaque(&self, c: &str) -> bool {
        let tag = c.split_once(' ').map_or(c, |(_, tag)| tag);
        self.opaque.iter().any(|pattern| pattern.is_match(tag))
    }

    /// What the constant of a macro is called, but for a `_` where Rust has the name itself.
    pub(crate) fn of_macro<'n>(&'n self, name: &'n str, place: Option<&Place>) -> &'n str {
        self.macros.get(name).map(String::as_str).or_else(|| self.at(place)).unwrap_or(name)
    }

    fn relative<'f>(&self, file: &'f str) -> &'f str {
        let file = file.strip_prefix(&self.here).and_then(|rest| rest.strip_prefix('/')).unwrap_or(file);
        file.strip_prefix("./").unwrap_or(file)
    }
}

/// What one run gave.
#[derive(Debug)]
pub(super) struct Output {
    pub(super) text: String,
    pub(super) names: Names,
}

pub(super) fn failure(message: String) -> Vec<Diagnostic> {
    vec![Diagnostic::new(Code::Bindgen, [message])]
}

/// A run on a thread of its own, which has parsed the headers when it is told to go on.
pub(super) struct Run {
    go: Sender<HashSet<String>>,
    /// It need not wait any more.
    told: Cell<bool>,
    /// A word when it waits, the end of the line when it has ended.
    waits: Receiver<()>,
    /// What it gives.
    output: Receiver<Result<Output, Vec<Diagnostic>>>,
    thread: Option<JoinHandle<()>>,
}

impl Run {
    /// Starts one. It waits before it looks at the first declaration, because some declarations would end the whole process: whoever
    /// started it knows by then whether these headers have one. Never told to go on, the thread stays where it is.
    pub(super) fn start(input: &Input) -> Option<Run> {
        // Callbacks of the author belong to the author's thread.
        // What goes through a shim is known when the headers have been read.
        // What the author decides is known then, too.
        if input.handed.is_some() || input.hooks.is_some() || input.choices.shims() {
            return None;
        }
        let (go, told) = channel();
        let (here, waits) = channel();
        let (give, output) = channel();
        let Input { target, headers, arguments, allow, block, choices, handed: _, hooks: _ } = input.clone();
        let run = move || {
            let input = Input { target, headers, arguments, allow, block, choices, handed: None, hooks: None };
            let given = run_gated(&input, &Changes::default(), Gate::new(told, here));
            // The end of bindgen's tokens takes a while, for which nobody need wait.
            let (output, _tokens) = match given {
                Ok((output, tokens)) => (Ok(output), Some(tokens)),
                Err(failures) => (Err(failures), None),
            };
            // Nobody may want it.
            let _ = give.send(output);
        };
        let thread = std::thread::Builder::new().name("bindgen".into()).stack_size(STACK).spawn(run).ok()?;
        Some(Run { go, told: Cell::new(false), waits, output, thread: Some(thread) })
    }

    /// Lets it go on, without a look at some macros.
    pub(super) fn go(&self, unseen: &HashSet<String>) {
        self.told.set(true);
        // It may have failed and ended before.
        let _ = self.go.send(unseen.clone());
    }

    /// Waits for what it gives.
    pub(super) fn finish(mut self, unseen: &HashSet<String>) -> Result<Output, Vec<Diagnostic>> {
        self.go(unseen);
        let output = self.output.recv().unwrap_or_else(|_| Err(failure("it panicked".into())));
        self.thread = None;
        output
    }
}

impl Drop for Run {
    /// Nobody wants what it gives, most often because the process is about to end with a diagnostic. libclang must not be at work then:
    /// the end of a process takes its static objects away under it. So this waits until the thread waits, or has ended if it may go on.
    fn drop(&mut self) {
        let Some(thread) = self.thread.take() else { return };
        if self.told.get() || self.waits.recv().is_err() {
            let _ = thread.join();
        }
    }
}

/// What a main thread has.
const STACK: usize = 8 << 20;

/// What the gate hears on when it waits, the macros not to look at, and what it says so with.
type Told = (Receiver<HashSet<String>>, Sender<()>);

/// Waits at the first thing that bindgen shows of a parsed header: libclang shows includes and macros before declarations.
#[derive(Debug)]
struct Gate {
    closed: RefCell<Option<Told>>,
    unseen: RefCell<HashSet<String>>,
}

impl Gate {
    /// One that waits until it is told what not to look at, and says when it does.
    fn new(told: Receiver<HashSet<String>>, here: Sender<()>) -> Gate {
        Gate { closed: RefCell::new(Some((told, here))), unseen: RefCell::default() }
    }

    /// One that waits for nobody.
    fn open(unseen: HashSet<String>) -> Gate {
        Gate { closed: RefCell::new(None), unseen: RefCell::new(unseen) }
    }

    fn wait(&self) {
        let Some((told, here)) = self.closed.borrow_mut().take() else { return };
        let _ = here.send(());
        match told.recv() {
            Ok(unseen) => *self.unseen.borrow_mut() = unseen,
            // Nobody wants the rest, which might end the process.
            Err(_) => loop {
                std::thread::park();
            },
        }
    }
}

impl ParseCallbacks for Gate {
    fn include_file(&self, _: &str) {
        self.wait();
    }

    fn will_parse_macro(&self, name: &str) -> MacroParsingBehavior {
        self.wait();
        if self.unseen.borrow().contains(name) { MacroParsingBehavior::Ignore } else { MacroParsingBehavior::Default }
    }
}

/// Notes what bindgen calls what it finds.
#[derive(Debug)]
struct Recorder(Rc<RefCell<Names>>);

impl ParseCallbacks for Recorder {
    fn new_item_found(&self, _: DiscoveredItemId, item: DiscoveredItem, location: Option<&SourceLocation>) {
        let mut names = self.0.borrow_mut();
        let name = match item {
            DiscoveredItem::Struct { original_name, final_name } | DiscoveredItem::Union { original_name, final_name } => {
                if let Some(tag) = original_name {
                    names.tags.entry(tag).or_insert(final_name);
                }
                return;
            }
            DiscoveredItem::Alias { alias_name: name, .. }
            | DiscoveredItem::Enum { final_name: name }
            | DiscoveredItem::Function { final_name: name }
            | DiscoveredItem::Variable { final_name: name } => name,
            DiscoveredItem::Method { .. } | DiscoveredItem::Constant { .. } => return,
        };
        let Some(at) = location else { return };
        let (Some(file), Ok(line), Ok(column)) = (&at.file_name, u32::try_from(at.line), u32::try_from(at.col)) else { return };
        let file = names.relative(file).to_owned();
        names.places.entry(file).or_default().entry((line, column)).or_insert(name);
    }
}

/// Changes names as the author wants.
#[derive(Debug)]
pub(super) struct Renamer(Vec<(Regex, String)>, Tags);

impl Renamer {
    pub(super) fn new(renames: &[Rename]) -> Renamer {
        let compile = |rename: &Rename| Some((whole(&rename.pattern).ok()?, rename.to.clone()));
        Renamer(renames.iter().filter_map(compile).collect(), Tags::default())
    }

    pub(super) fn renamed(&self, name: &str) -> Option<String> {
        let (pattern, to) = self.0.iter().find(|(pattern, _)| pattern.is_match(name))?;
        let new = pattern.replace(name, to.as_str()).into_owned();
        is_name(&new).then_some(new)
    }
}

/// Gives types names of their own.
#[derive(Debug)]
struct Apart(HashMap<String, String>, Tags);

impl ParseCallbacks for Apart {
    fn item_name(&self, item: ItemInfo<'_>) -> Option<String> {
        if !matches!(item.kind, ItemKind::Type) {
            return None;
        }
        let plain = self.1.plain(item.name);
        let own = self.1.own(item.name).or_else(|| self.0.get(plain).cloned());
        own.or_else(|| (plain != item.name).then(|| plain.to_owned()))
    }
}

/// Whether a text can be a name; bindgen puts `_` behind a keyword.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_') && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

impl ParseCallbacks for Renamer {
    fn item_name(&self, item: ItemInfo<'_>) -> Option<String> {
        match item.kind {
            ItemKind::Type => self.renamed(self.1.asked(item.name)?),
            _ => self.renamed(item.name),
        }
    }

    fn enum_variant_name(&self, _: Option<&str>, name: &str, _: bindgen::callbacks::EnumVariantValue) -> Option<String> {
        self.renamed(name)
    }
}

/// What bindgen makes of the headers.
///
/// # Errors
/// bindgen's own words, where it fails or panics.
pub(super) fn run(input: &Input, changes: &Changes) -> Result<Output, Vec<Diagnostic>> {
    run_gated(input, changes, Gate::open(changes.unseen.clone())).map(|(output, _)| output)
}

fn run_gated(input: &Input, changes: &Changes, gate: Gate) -> Result<(Output, Bindings), Vec<Diagnostic>> {
    let tagged = (!changes.tags.is_empty()).then(|| changes.tags.input(input));
    let input = tagged.as_ref().unwrap_or(input);
    clang::use_on_this_thread().map_err(|e| vec![no_libclang(&e)])?;
    let here = std::env::current_dir().map(|folder| folder.display().to_string()).unwrap_or_default();
    let names = Rc::new(RefCell::new(Names { here, ..Names::default() }));
    let mut builder = match &input.handed {
        Some(handed) => {
            let known = handed.flags().headers;
            handed.0.clone().headers(input.headers.iter().filter(|header| !known.contains(header)))
        }
        // The names of C: its enumeration constants are not in the scope of their type.
        None => {
            let main = format!("{}{}", main_file(input), changes.prototypes);
            Builder::default().header_contents(MAIN, &main).prepend_enum_name(false).use_core()
        }
    };
    // Warnings have no reader; errors are ours to tell.
    builder = builder.clang_args(arguments(input)).clang_arg("-w");
    for (path, text) in &changes.overlays {
        builder = builder.header_contents(path, text);
    }
    builder = builder
        // What the front end parses with, and nothing that a program found on the path adds.
        .detect_include_paths(false)
        // Which patterns met nothing, nobody asks; to note it costs more than to match.
        .record_matches(false)
        .formatter(Formatter::None)
        .layout_tests(false)
        .wrap_unsafe_ops(true)
        .merge_extern_blocks(false)
        .sort_semantically(false)
        .rust_edition(RustEdition::Edition2024)
        .rust_target(RustTarget::stable(85, 0).map_err(|e| failure(e.to_string()))?)
        .parse_callbacks(Box::new(gate))
        .parse_callbacks(Box::new(Recorder(names.clone())));
    builder = input.choices.tell(builder);
    if !changes.apart.is_empty() || tagged.is_some() {
        builder = builder.c_naming(tagged.is_some());
        builder = builder.parse_callbacks(Box::new(Apart(changes.apart.clone(), changes.tags.clone())));
    }
    if !input.choices.renames.is_empty() {
        let Renamer(patterns, _) = Renamer::new(&input.choices.renames);
        builder = builder.parse_callbacks(Box::new(Renamer(patterns, changes.tags.clone())));
    }
    if let Some(decided) = &changes.decided {
        for (kind, pattern) in &decided.skipped {
            builder = match kind {
                Kind::Type if tagged.is_some() => builder.blocklist_type(tags::tagged(pattern)),
                Kind::Type => builder.blocklist_type(pattern),
                Kind::Function => builder.blocklist_function(pattern),
                Kind::Variable => builder.blocklist_var(pattern),
            };
        }
        // The last that has something to say counts.
        builder = builder.parse_callbacks(Box::new(decided.clone()));
    }
    if input.allow.is_empty() && input.choices.allow_files.is_empty() && input.handed.is_none() {
        for pattern in own_files(input) {
            builder = builder.allowlist_file(pattern);
        }
    }
    if !changes.prototypes.is_empty() {
        builder = builder.allowlist_function(format!("{}.*", regex::escape(&input.choices.shim_prefix)));
    }
    for pattern in &input.allow {
        builder = builder.allowlist_item(pattern);
    }
    for pattern in input.block.iter().chain(&changes.without) {
        builder = builder.blocklist_item(pattern);
    }
    for pattern in &changes.opaque {
        builder = builder.opaque_type(pattern);
    }
    // It panics on some headers (an unknown calling convention, for one); its state dies with it.
    match catch_unwind(AssertUnwindSafe(|| builder.generate().map(|bindings| (bindings.to_string(), bindings)))) {
        Ok(Ok((text, bindings))) => Ok((Output { text, names: std::mem::take(&mut names.borrow_mut()) }, bindings)),
        Ok(Err(error)) => Err(failure(error.to_string())),
        Err(panic) => {
            let words = panic.downcast_ref::<String>().cloned();
            let words = words.or_else(|| panic.downcast_ref::<&str>().map(|&words| words.to_owned()));
            Err(failure(words.unwrap_or_else(|| "it panicked".into())))
        }
    }
}
