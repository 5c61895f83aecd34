//! What is done in a process of its own for each library, so that time and memory are its own and a crash ends nothing else.

use std::collections::BTreeMap;
use std::path::Path;

use ffi_abi::Target;
use ffi_build::headers::{Input, own_files};
use serde_json::{Value, json};

use crate::count;

/// The machine that the headers are read for: the one that they are installed for.
pub(crate) const TARGET: &str = "x86_64-unknown-linux-gnu";

/// Headers and arguments of a step, as the parent process gives them.
pub(crate) struct Task {
    pub(crate) name: String,
    pub(crate) headers: Vec<String>,
    pub(crate) arguments: Vec<String>,
    /// Where everything is written.
    pub(crate) folder: String,
}

impl Task {
    pub(crate) fn to_json(&self) -> String {
        let Task { name, headers, arguments, folder } = self;
        json!({"name": name, "headers": headers, "arguments": arguments, "folder": folder}).to_string()
    }

    pub(crate) fn parse(text: &str) -> Result<Task, String> {
        let value: Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
        let list = |key: &str| strings(&value[key]);
        let word = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        Ok(Task { name: word("name"), headers: list("headers"), arguments: list("arguments"), folder: word("folder") })
    }

    /// Patterns of the files whose declarations are looked at.
    fn files(&self) -> Result<Vec<String>, String> {
        let target = Target::parse(TARGET).map_err(|e| e.to_string())?;
        Ok(own_files(&Input::new(target, self.headers.clone(), self.arguments.clone())))
    }
}

pub(crate) fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
}

/// The greatest resident size of this process so far, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

/// Milliseconds of the processor that this process has used, all threads together. The kernel counts them in hundredths of a second.
fn processor() -> f64 {
    let status = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program stands in brackets and may hold anything; user and system time are the 12th and 13th fields behind it.
    let rest = status.rsplit_once(')').map_or("", |(_, rest)| rest);
    rest.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() * 10.0
}

/// Our whole build step, with everything written.
pub(crate) fn ours(task: &Task) -> Result<Value, String> {
    let folder = Path::new(&task.folder);
    let mut builder = ffi_build::Builder::new(&task.name).headers(task.headers.clone()).format(false).target(TARGET);
    for argument in &task.arguments {
        builder = builder.clang_arg(argument);
    }
    let outputs = builder.sources(Vec::<String>::new()).out_dir(folder).generate();
    let outputs = outputs.map_err(|faults| {
        faults.iter().map(|fault| format!("{} at {:?}", fault.message(), fault.place())).collect::<Vec<_>>().join("\n")
    })?;
    outputs.write(folder).map_err(|fault| fault.message())?;
    let milliseconds = processor();
    let files: Vec<String> = outputs.files.iter().map(|(name, _)| name.clone()).collect();
    Ok(json!({"milliseconds": milliseconds, "peak": peak(), "files": files, "archive": outputs.section.archive}))
}

/// bindgen alone on the same files, and what is in its text.
pub(crate) fn bindgen(task: &Task) -> Result<Value, String> {
    let main: String = task.headers.iter().map(|header| format!("#include \"{header}\"\n")).collect();
    let mut builder = bindgen::Builder::default()
        .header_contents("corpus-bindgen.h", &main)
        .clang_arg(format!("--target={TARGET}"))
        .clang_args(&task.arguments)
        .prepend_enum_name(false)
        .formatter(bindgen::Formatter::None);
    for pattern in task.files()? {
        builder = builder.allowlist_file(pattern);
    }
    let text = builder.generate().map_err(|e| e.to_string())?.to_string();
    std::fs::write(Path::new(&task.folder).join("bindgen.rs"), &text).map_err(|e| e.to_string())?;
    let (milliseconds, peak) = (processor(), peak());
    let names = names(&syn::parse_file(&text).map_err(|e| e.to_string())?);
    Ok(json!({"milliseconds": milliseconds, "peak": peak, "names": names}))
}

/// The names of the items of a file, by kind.
pub(crate) fn names(file: &syn::File) -> BTreeMap<&'static str, Vec<String>> {
    let mut names: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    let mut note = |kind, ident: &syn::Ident| names.entry(kind).or_default().push(ident.to_string());
    let mut items: Vec<&syn::Item> = file.items.iter().collect();
    while let Some(item) = items.pop() {
        match item {
            syn::Item::Fn(item) => note("function", &item.sig.ident),
            syn::Item::Const(item) => note("constant", &item.ident),
            syn::Item::Struct(item) => note("type", &item.ident),
            syn::Item::Union(item) => note("type", &item.ident),
            syn::Item::Enum(item) => note("type", &item.ident),
            syn::Item::Type(item) => note("type", &item.ident),
            syn::Item::Use(item) => renamed(&item.tree, &mut note),
            syn::Item::Mod(item) => items.extend(item.content.iter().flat_map(|(_, items)| items)),
            syn::Item::ForeignMod(block) => {
                for item in &block.items {
                    match item {
                        syn::ForeignItem::Fn(item) => note("function", &item.sig.ident),
                        syn::ForeignItem::Static(item) => note("variable", &item.ident),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    names
}

fn renamed(tree: &syn::UseTree, note: &mut impl FnMut(&'static str, &syn::Ident)) {
    match tree {
        syn::UseTree::Path(path) => renamed(&path.tree, note),
        syn::UseTree::Rename(rename) => {
            note("function", &rename.rename);
            note("type", &rename.rename);
        }
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| renamed(tree, note)),
        syn::UseTree::Name(_) | syn::UseTree::Glob(_) => {}
    }
}

/// The independent count.
pub(crate) fn counted(task: &Task) -> Result<Value, String> {
    let mut arguments = vec!["-xc".to_owned(), "-std=gnu17".to_owned(), format!("--target={TARGET}")];
    arguments.extend(task.arguments.iter().cloned());
    let found = count::count(&task.headers, &arguments, &task.files()?)?;
    Ok(json!({"names": found}))
}
