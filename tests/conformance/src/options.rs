//! The command line.

use std::path::PathBuf;

/// What to judge, and how much of it.
#[derive(Debug, Clone)]
pub struct Options {
    /// One of so many systematic cases is taken.
    pub thin: usize,
    /// One of so many cases goes through closures, too.
    pub closures: usize,
    /// Number of random signatures.
    pub cases: usize,
    /// Number of the first of them.
    pub first: usize,
    /// Seed of the random signatures.
    pub seed: u64,
    /// Targets to judge, by Rust's triples; empty for all.
    pub targets: Vec<String>,
    /// Compilers to use; empty for all.
    pub compilers: Vec<String>,
    /// Optimisation levels, `0` and `2`.
    pub opts: Vec<String>,
    /// Words, one of which a case's name has to contain; empty for all cases.
    pub only: Vec<String>,
    /// Programs at work at once.
    pub jobs: usize,
    /// Cases of one C file.
    pub batch: usize,
    /// Leave the folder of programs behind, and name it.
    pub keep: bool,
    /// Print the cases and stop.
    pub list: bool,
    /// Judge as the default run does, and record what comes of it.
    pub default: bool,
    /// A long run: random signatures alone, each judged by one compiler at one level; recorded as it goes.
    pub long: bool,
    /// A long run goes on behind the numbers that are recorded of its seed.
    pub resume: bool,
    /// The page to make from the records; with nothing else to do, no run comes before.
    pub report: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            thin: 1,
            closures: 1,
            cases: 3000,
            first: 0,
            seed: 1,
            targets: Vec::new(),
            compilers: Vec::new(),
            opts: vec!["0".into(), "2".into()],
            only: Vec::new(),
            jobs: std::thread::available_parallelism().map_or(1, usize::from),
            batch: 150,
            keep: false,
            list: false,
            default: false,
            long: false,
            resume: false,
            report: None,
        }
    }
}

/// For `--help`.
pub const USAGE: &str = "\
usage: cargo run -p conformance -- [options]

  --cases <n>       number of random signatures (3000); the systematic cases come besides
  --thin <n>        take one of n systematic cases (1)
  --closures <n>    judge closures by one of n cases (1; the tests take one of 3 where programs are slow to make)
  --first <n>       number of the first of them (0)
  --seed <n>        seed of the random signatures (1)
  --target <triple> may be repeated (all)
  --compiler <name> gcc or clang; may be repeated (both)
  --opt <level>     0 or 2; may be repeated (both)
  --only <word>     cases whose name contains the word; may be repeated
  --jobs <n>        programs at work at once (one for each processor)
  --batch <n>       cases of one C file (150; 600 in a long run)
  --keep            leave the folder of programs behind
  --list            print the cases and stop
  --default         judge what the default run judges (of these targets), and record it in default-runs
  --long            a long run of random signatures, each judged by one compiler at one level, by turns; recorded in long-runs
                    as it goes: one that was ended early is gone on with by --resume, or by other numbers
  --resume          the long run goes on behind the numbers that are recorded of its seed
  --report <path>   make the page (docs/conformance.md) from the records; without --default or --long nothing is run";

impl Options {
    /// The default run, in parts by what a target takes: a program of another machine runs in an emulator.
    #[must_use]
    pub fn default_run() -> Vec<Options> {
        let part = |cases: usize, opts: &[&str], targets: &[&str]| Options {
            cases,
            // Of the thunks and entries that these lead through, a third tells as much; a record takes all.
            closures: 3,
            opts: opts.iter().map(|opt| (*opt).into()).collect(),
            targets: targets.iter().map(|target| (*target).into()).collect(),
            ..Options::default()
        };
        vec![
            Options { closures: 1, ..part(3000, &["0", "2"], &["x86_64-unknown-linux-gnu"]) },
            part(100, &["0", "2"], &["i686-unknown-linux-gnu"]),
            Options {
                thin: 15,
                ..part(
                    60,
                    &["2"],
                    &[
                        "i686-unknown-linux-gnu/stdcall",
                        "i686-unknown-linux-gnu/fastcall",
                        "i686-unknown-linux-gnu/thiscall",
                        "i686-pc-windows-msvc",
                        "i686-pc-windows-msvc/stdcall",
                        "i686-pc-windows-msvc/fastcall",
                        "i686-pc-windows-msvc/thiscall",
                        "i686-pc-windows-gnu",
                        "i686-pc-windows-gnu/stdcall",
                        "i686-pc-windows-gnu/fastcall",
                        "i686-pc-windows-gnu/thiscall",
                    ],
                )
            },
            Options { thin: 5, ..part(100, &["0", "2"], &["riscv64gc-unknown-linux-gnu/lp64"]) },
            part(300, &["0", "2"], &["aarch64-unknown-linux-gnu", "riscv64gc-unknown-linux-gnu"]),
            part(40, &["2"], &["x86_64-pc-windows-msvc"]),
            Options { thin: 3, ..part(40, &["2"], &["x86_64-pc-windows-msvc/vectorcall"]) },
            part(100, &["2"], &["x86_64-pc-windows-gnu", "x86_64-unknown-freebsd", "x86_64-apple-darwin"]),
            // The conventions that functions are marked with: compilers of other targets judge them in full. 5 is prime to the number of
            // places in which the systematic cases probe a value, so that every place is seen.
            Options { thin: 5, ..part(200, &["2"], &["x86_64-unknown-linux-gnu/win64", "x86_64-pc-windows-gnu/sysv64"]) },
            part(100, &["2"], &["aarch64-linux-android", "aarch64-apple-darwin", "aarch64-pc-windows-msvc"]),
            // The same conventions as macOS.
            Options { thin: 11, ..part(50, &["2"], &["aarch64-apple-ios"]) },
        ]
    }

    /// The runs that these options ask for: one, those of the default run, or none where a page is all that is wanted.
    #[must_use]
    pub fn runs(&self) -> Vec<Options> {
        if self.default {
            let wanted = |target: &String| self.targets.is_empty() || self.targets.contains(target);
            let mut parts = Options::default_run();
            for part in &mut parts {
                part.targets.retain(wanted);
                (part.default, part.closures, part.jobs, part.keep) = (true, 1, self.jobs, self.keep);
            }
            parts.retain(|part| !part.targets.is_empty());
            // A target that the default run leaves out is recorded as the other options say.
            if parts.is_empty() { vec![self.clone()] } else { parts }
        } else if self.report.is_some() && !self.long {
            Vec::new()
        } else {
            vec![self.clone()]
        }
    }

    /// Reads arguments.
    ///
    /// # Errors
    /// A sentence about what is wrong with them.
    pub fn parse(mut args: impl Iterator<Item = String>) -> Result<Options, String> {
        let mut options = Options::default();
        let (mut opts, mut batch) = (Vec::new(), None);
        while let Some(arg) = args.next() {
            let mut word = || args.next().ok_or_else(|| format!("`{arg}` wants a value"));
            let number = |text: String| text.parse::<usize>().map_err(|_| format!("`{text}` is no number"));
            match arg.as_str() {
                "--cases" => options.cases = number(word()?)?,
                "--thin" => options.thin = number(word()?)?.max(1),
                "--closures" => options.closures = number(word()?)?.max(1),
                "--first" => options.first = number(word()?)?,
                "--seed" => options.seed = number(word()?)? as u64,
                "--target" => options.targets.push(word()?),
                "--compiler" => options.compilers.push(word()?),
                "--opt" => opts.push(word()?),
                "--only" => options.only.push(word()?),
                "--jobs" => options.jobs = number(word()?)?.max(1),
                "--batch" => batch = Some(number(word()?)?.max(1)),
                "--keep" => options.keep = true,
                "--list" => options.list = true,
                "--default" => options.default = true,
                "--long" => options.long = true,
                "--resume" => options.resume = true,
                "--report" => options.report = Some(word()?.into()),
                _ => return Err(format!("unknown option `{arg}`")),
            }
        }
        if !opts.is_empty() {
            options.opts = opts;
        }
        // Of a long run each program is judged alone, so that a large one holds up nobody.
        options.batch = batch.unwrap_or(if options.long { 600 } else { options.batch });
        if options.default && options.long {
            return Err("--default and --long are two runs".into());
        }
        if options.resume && !options.long {
            return Err("--resume goes on with a long run: --long".into());
        }
        Ok(options)
    }
}
