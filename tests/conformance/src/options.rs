//! The command line.

/// What to judge, and how much of it.
#[derive(Debug, Clone)]
pub struct Options {
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
}

impl Default for Options {
    fn default() -> Options {
        Options {
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
        }
    }
}

/// For `--help`.
pub const USAGE: &str = "\
usage: cargo run -p conformance -- [options]

  --cases <n>       number of random signatures (3000); the systematic cases come besides
  --first <n>       number of the first of them (0)
  --seed <n>        seed of the random signatures (1)
  --target <triple> may be repeated (all)
  --compiler <name> gcc or clang; may be repeated (both)
  --opt <level>     0 or 2; may be repeated (both)
  --only <word>     cases whose name contains the word; may be repeated
  --jobs <n>        programs at work at once (one for each processor)
  --batch <n>       cases of one C file (150)
  --keep            leave the folder of programs behind
  --list            print the cases and stop";

impl Options {
    /// Reads arguments.
    ///
    /// # Errors
    /// A sentence about what is wrong with them.
    pub fn parse(mut args: impl Iterator<Item = String>) -> Result<Options, String> {
        let mut options = Options::default();
        let mut opts = Vec::new();
        while let Some(arg) = args.next() {
            let mut word = || args.next().ok_or_else(|| format!("`{arg}` wants a value"));
            let number = |text: String| text.parse::<usize>().map_err(|_| format!("`{text}` is no number"));
            match arg.as_str() {
                "--cases" => options.cases = number(word()?)?,
                "--first" => options.first = number(word()?)?,
                "--seed" => options.seed = number(word()?)? as u64,
                "--target" => options.targets.push(word()?),
                "--compiler" => options.compilers.push(word()?),
                "--opt" => opts.push(word()?),
                "--only" => options.only.push(word()?),
                "--jobs" => options.jobs = number(word()?)?.max(1),
                "--batch" => options.batch = number(word()?)?.max(1),
                "--keep" => options.keep = true,
                "--list" => options.list = true,
                _ => return Err(format!("unknown option `{arg}`")),
            }
        }
        if !opts.is_empty() {
            options.opts = opts;
        }
        Ok(options)
    }
}
