//! Compiles `host.c` and lets it load the plugin: `cargo run`.

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

const TEXT: &str = "the plugin counts the words of the host, and the host prints what the plugin counted";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = std::env::current_exe()?;
    let beside = program.parent().ok_or("the program is in a folder")?;
    let host = beside.join("wordcount-host");
    let built = Command::new("cc")
        .args(["-std=c11", "-Wall", "-Wextra", "-Werror"])
        .arg("-I")
        .arg(folder.join("include"))
        .arg(folder.join("host.c"))
        .arg("-o")
        .arg(&host)
        .arg("-ldl")
        .status()?;
    if !built.success() {
        return Err("the host does not compile".into());
    }
    let plugin = beside.join(format!("{}wordcount{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX));
    let mut running = Command::new(&host).arg(plugin).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    running.stdin.take().ok_or("a pipe was asked for")?.write_all(TEXT.as_bytes())?;
    let output = String::from_utf8(running.wait_with_output()?.stdout)?;
    print!("{output}");
    // In alphabetical order where they are as frequent.
    let expected = "      5 the\n      2 host\n      2 plugin\nversion 1\n";
    if output == expected { Ok(()) } else { Err("this is not what the words are".into()) }
}
