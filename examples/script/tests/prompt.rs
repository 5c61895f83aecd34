//! The prompt, by a terminal: a pseudo-terminal whose other end is this test.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::fs::OpenOptionsExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

mod c {
    use std::ffi::{c_char, c_int};

    #[ffi::import]
    unsafe extern "C" {
        pub(crate) fn posix_openpt(flags: c_int) -> c_int;
        pub(crate) fn grantpt(fd: c_int) -> c_int;
        pub(crate) fn unlockpt(fd: c_int) -> c_int;
        pub(crate) fn ptsname(fd: c_int) -> *mut c_char;
    }

    /// Of Linux: that the terminal does not become the one of this process.
    pub(crate) const O_RDWR_NOCTTY: c_int = 0o402;
}

/// A prompt as it is painted: a line cleared, then this.
const PROMPT: &str = "\u{1b}[K> ";

/// A program at a terminal.
struct Terminal {
    program: Child,
    keyboard: File,
    screen: Receiver<u8>,
    /// What was shown and not yet waited for.
    shown: String,
}

impl Terminal {
    fn start() -> Terminal {
        // SAFETY: the descriptor is new, and this function's; the name is copied before the next call.
        let (master, slave) = unsafe {
            let fd = c::posix_openpt(c::O_RDWR_NOCTTY);
            assert!(fd >= 0 && c::grantpt(fd) == 0 && c::unlockpt(fd) == 0, "{}", std::io::Error::last_os_error());
            let name = std::ffi::CStr::from_ptr(c::ptsname(fd)).to_str().unwrap().to_owned();
            (OwnedFd::from_raw_fd(fd), name)
        };
        let slave = OpenOptions::new().read(true).write(true).custom_flags(c::O_RDWR_NOCTTY).open(slave).unwrap();
        let end = || Stdio::from(slave.try_clone().unwrap());
        let program = Command::new(env!("CARGO_BIN_EXE_example-script"))
            .env("TERM", "xterm")
            .env("COLUMNS", "200")
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .spawn()
            .unwrap();
        assert!(master.as_raw_fd() >= 0);
        let keyboard = File::from(master);
        let mut screen = keyboard.try_clone().unwrap();
        let (send, receive) = channel();
        std::thread::spawn(move || {
            let mut byte = [0];
            // An error is the end of the other side.
            while matches!(screen.read(&mut byte), Ok(1)) && send.send(byte[0]).is_ok() {}
        });
        Terminal { program, keyboard, screen: receive, shown: String::new() }
    }

    /// Waits for the prompt, and types a line.
    fn line(&mut self, keys: &str) {
        self.wait_for(PROMPT);
        self.press(keys);
        self.press("\r");
    }

    fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Waits until this is shown; forgets all up to it.
    fn wait_for(&mut self, text: &str) {
        let mut bytes = Vec::new();
        loop {
            if let Some(at) = self.shown.find(text) {
                self.shown.drain(..at + text.len());
                return;
            }
            // Not for speed: a program that hangs is to fail the test.
            match self.screen.recv_timeout(Duration::from_secs(120)) {
                Ok(byte) => bytes.push(byte),
                Err(why) => panic!("{why}: `{text}` is not in {:?}", self.shown),
            }
            if let Ok(text) = std::str::from_utf8(&bytes) {
                self.shown.push_str(text);
                bytes.clear();
            }
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

#[test]
fn a_line_is_completed_run_and_explained() {
    let mut terminal = Terminal::start();
    terminal.wait_for("Open: libc, sqlite3, zlib.");
    // Tab completes a function, then a constant; then the name of a record.
    terminal.line("zlib.compressB\t(zlib.Z_BEST_C\t)");
    terminal.wait_for("> zlib.compressBound(zlib.Z_BEST_COMPRESSION");
    terminal.wait_for("\n22");
    terminal.line("globalThis.tm = libc.make(\"struct t\t\", { tm_year: 70 })");
    terminal.wait_for("[handle]");
    terminal.line("libc.timegm(tm)");
    terminal.wait_for("-86400");
    terminal.line("tm.tm_ye\t = 'x'");
    terminal.wait_for("string was given, a whole number is wanted");
    terminal.line("help('sqlite3_changes')");
    terminal.wait_for("int sqlite3_changes(sqlite3 *)    [sqlite3]");
    terminal.wait_for("Count The Number Of Rows Modified");
    terminal.line("1 +");
    terminal.wait_for("unexpected token");
    terminal.wait_for(PROMPT);
    terminal.press("\x04");
    assert!(terminal.program.wait().unwrap().success());
}
