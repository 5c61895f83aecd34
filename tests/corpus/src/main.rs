//! The corpus: installed libraries' headers, each bound whole.
//!
//! ```sh
//! cargo run --release -p corpus                      # what is installed; prints a table
//! cargo run --release -p corpus -- --install         # installs the packages first
//! cargo run --release -p corpus -- --only gtk3       # one library
//! cargo run --release -p corpus -- --jobs 4          # so many headers of glibc and of the kernel at once
//! cargo run --release -p corpus -- --record --resume # keeps what is found in tests/corpus/records; goes on where a run ended
//! cargo run --release -p corpus -- --published all   # tests of published crates on our bindings, instead of their own
//! cargo run --release -p corpus -- --across          # GTK's bindings on a crate of GLib's
//! cargo run --release -p corpus -- --page docs/corpus.md     # judges nothing: the page of the records
//! cargo run --release -p corpus -- --install --report docs/corpus.md # installs, judges, records, writes the page
//! ```

mod across;
mod count;
mod judge;
mod libraries;
mod published;
mod record;
mod steps;
mod store;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Mutex;

use judge::Verdict;
use libraries::{EACH, Each, LIBRARIES, Library, SMALL};
use steps::Task;
use store::Journal;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.first().map(String::as_str) {
        Some("--step") => child(&arguments[1..]),
        _ => parent(&arguments),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn child(arguments: &[String]) -> Result<bool, String> {
    let [what, task] = arguments else { return Err("--step WHAT TASK".into()) };
    let task = Task::parse(task)?;
    let value = match what.as_str() {
        "ours" => steps::ours(&task),
        "bindgen" => steps::bindgen(&task),
        "count" => steps::counted(&task),
        other => Err(format!("no step `{other}`")),
    }?;
    println!("{value}");
    Ok(true)
}

struct Options {
    install: bool,
    small: bool,
    record: bool,
    resume: bool,
    keep: bool,
    jobs: usize,
    only: Vec<String>,
    report: Option<PathBuf>,
    page: Option<PathBuf>,
    published: Option<String>,
    across: bool,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Options, String> {
        let mut options = Options {
            install: false,
            small: false,
            record: false,
            resume: false,
            keep: false,
            jobs: 1,
            only: Vec::new(),
            report: None,
            page: None,
            published: None,
            across: false,
        };
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().cloned().ok_or(format!("{word} needs a value"));
            match word.as_str() {
                "--install" => options.install = true,
                "--small" => options.small = true,
                "--record" => options.record = true,
                "--resume" => options.resume = true,
                "--keep" => options.keep = true,
                "--jobs" => options.jobs = value()?.parse().map_err(|e| format!("--jobs: {e}"))?,
                "--only" => options.only.push(value()?),
                "--report" => options.report = Some(PathBuf::from(value()?)),
                "--across" => options.across = true,
                "--published" => options.published = Some(value()?),
                "--page" => options.page = Some(PathBuf::from(value()?)),
                other => {
                    return Err(format!(
                        "no option `{other}`; there are --install, --small, --only NAME, --record, --resume, --keep, --jobs N, --report FILE, --page FILE, --published NAME|all, --across"
                    ));
                }
            }
        }
        options.record |= options.report.is_some();
        Ok(options)
    }

    /// Whether an entry is to be judged.
    fn asks(&self, name: &str) -> bool {
        let named = match (self.small, &self.only[..]) {
            (true, _) => SMALL.contains(&name),
            (false, []) => true,
            (false, only) => only.iter().any(|one| one == name),
        };
        named && !(self.resume && store::has(name))
    }
}

/// Where one run works, and what it has found.
struct Run {
    options: Options,
    scratch: PathBuf,
    runtime: Vec<String>,
    commit: String,
    good: bool,
    skipped: Vec<String>,
}

fn parent(arguments: &[String]) -> Result<bool, String> {
    let options = Options::parse(arguments)?;
    if let Some(path) = &options.page {
        return write_page(path).map(|()| true);
    }
    if let Some(name) = &options.published {
        return published_crates(name, &options);
    }
    if options.across {
        let across = across::gtk_on_glib(&store::commit())?;
        println!("{across:?}");
        if options.record {
            store::save_across(&across)?;
        }
        options.report.as_deref().map_or(Ok(()), write_page)?;
        return Ok(across.types.2 == 0 && across.functions.2 == 0);
    }
    if options.install {
        install()?;
    }
    let scratch = std::env::temp_dir().join(format!("ffi-corpus-{}", std::process::id()));
    let mut run = Run { options, scratch, runtime: judge::runtime()?, commit: store::commit(), good: true, skipped: Vec::new() };
    for library in LIBRARIES {
        run.library(library)?;
    }
    for each in EACH {
        run.each(each)?;
    }
    if !run.options.keep {
        // What stays behind in the temporary folder does no harm.
        let _ = std::fs::remove_dir_all(&run.scratch);
    }
    for line in &run.skipped {
        println!("skipped {line}");
    }
    Ok(run.good)
}

/// Tests of published crates on our bindings.
fn published_crates(name: &str, options: &Options) -> Result<bool, String> {
    let mut good = true;
    for one in published::names().into_iter().filter(|&one| name == "all" || name == one) {
        let outcome = published::judge(one, &store::commit())?;
        good &= outcome.ours.failed <= outcome.own.failed && outcome.ours.passed == outcome.own.passed;
        if options.record {
            store::save_published(one, &outcome)?;
        }
    }
    options.report.as_deref().map_or(Ok(()), write_page)?;
    Ok(good)
}

fn write_page(path: &Path) -> Result<(), String> {
    let (verdicts, missing) = store::all()?;
    std::fs::write(path, record::page(&verdicts, &missing, &store::all_published()?, store::across()?.as_ref()))
        .map_err(|e| e.to_string())
}

impl Run {
    fn library(&mut self, library: &Library) -> Result<(), String> {
        if !self.options.asks(library.name) {
            return Ok(());
        }
        let arguments = match library.arguments() {
            Ok(arguments) => arguments,
            Err(why) => {
                self.skipped.push(format!("{}: {}", library.name, why.lines().next().unwrap_or_default()));
                return Ok(());
            }
        };
        let task = Task {
            name: library.name.to_owned(),
            headers: library.bound(),
            arguments: arguments.into_iter().chain(library.first()).collect(),
            folder: self.scratch.join(library.name).display().to_string(),
        };
        let verdict = judge::judge(&task, &self.runtime);
        self.done(verdict, Path::new(&task.folder))
    }

    fn each(&mut self, each: &Each) -> Result<(), String> {
        if !self.options.asks(each.name) {
            return Ok(());
        }
        let headers = match each.headers() {
            Ok(headers) => headers,
            Err(why) => {
                self.skipped.push(format!("{}: {why}", each.name));
                return Ok(());
            }
        };
        let journal = Journal::open(each.name, self.options.resume)?;
        let folder = self.scratch.join(each.name);
        let left = headers.iter().filter(|&header| !journal.known.contains_key(header));
        let left = Mutex::new(left.collect::<Vec<_>>().into_iter());
        let one = |header: &str| {
            let task = Task {
                name: each.name.replace('-', "_"),
                folder: folder.join(header.replace('/', "-")).display().to_string(),
                headers: vec![header.to_owned()],
                arguments: Vec::new(),
            };
            let verdict = Verdict { name: header.to_owned(), ..judge::judge(&task, &self.runtime) };
            self.clean(Path::new(&task.folder));
            verdict
        };
        let found = Mutex::new(Vec::new());
        let worker = || -> Result<(), String> {
            loop {
                let next = left.lock().map_err(|e| e.to_string())?.next();
                let Some(header) = next else { return Ok(()) };
                let verdict = one(header);
                if !verdict.good() {
                    record::tell(&verdict);
                }
                let mut found = found.lock().map_err(|e| e.to_string())?;
                journal.note(&verdict)?;
                found.push(verdict);
            }
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..self.options.jobs).map(|_| scope.spawn(worker)).collect();
            workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| "a judge panicked".to_owned())?)
        })?;
        let mut verdicts: Vec<Verdict> = found.into_inner().map_err(|e| e.to_string())?;
        verdicts.extend(journal.known.values().filter(|known| headers.contains(&known.name)).cloned());
        verdicts.sort_by(|a, b| a.name.cmp(&b.name));
        self.done(record::together(each.name, verdicts.into_iter()), &folder)?;
        if self.options.record {
            journal.close();
        }
        Ok(())
    }

    fn done(&mut self, mut verdict: Verdict, folder: &Path) -> Result<(), String> {
        record::tell(&verdict);
        self.good &= verdict.good();
        self.clean(folder);
        if self.options.record {
            verdict.commit.clone_from(&self.commit);
            store::save(&verdict)?;
        }
        self.options.report.as_deref().map_or(Ok(()), write_page)
    }

    fn clean(&self, folder: &Path) {
        if !self.options.keep {
            // What stays behind in the temporary folder does no harm.
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// Installs the packages on Debian and Ubuntu.
fn install() -> Result<(), String> {
    let mut packages: Vec<&str> = LIBRARIES.iter().flat_map(|library| library.packages).copied().collect();
    packages.extend(EACH.iter().map(|each| each.package));
    packages.push("pkg-config");
    let mut command = Command::new("apt-get");
    command.args(["install", "-y", "--no-install-recommends"]).args(packages);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("apt-get: {status}")),
        Err(error) => Err(format!("apt-get: {error}")),
    }
}
