//! The same suite where memory must never become executable, and where the program's file has gone.

use std::ffi::c_long;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output};
use std::{env, fs};

use ffi::Closure;

use crate::filter::{CALLS, PR_GET_MDWE, prctl, restrict};

unsafe extern "C" {
    fn syscall(number: c_long, ...) -> c_long;
}

/// Set in the process that is to keep to the restrictions.
const RESTRICTED: &str = "FFI_CLOSURES_RESTRICTED";
/// Set in the process that is to do something to its own file.
const FILE: &str = "FFI_CLOSURES_FILE";

fn passed(output: &Output) {
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}\n{text}\n{}", output.status, String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("test result: ok."), "{text}");
}

#[test]
fn the_whole_suite_under_restrictions() {
    if env::var_os(RESTRICTED).is_some() || env::var_os(FILE).is_some() {
        return;
    }
    let mut suite = Command::new(env::current_exe().expect("a path"));
    suite.env(RESTRICTED, "1");
    // SAFETY: it does nothing but system calls.
    unsafe { suite.pre_exec(restrict) };
    passed(&suite.output().expect("started"));
}

#[test]
fn every_executable_mapping_is_of_a_file_and_private() {
    let closures: Vec<_> = (0..5000_usize).map(|i| Closure::new(move || i).expect("a thunk")).collect();
    // SAFETY: alive.
    assert!(closures.iter().enumerate().all(|(i, closure)| unsafe { closure.as_ptr()() } == i));
    if env::var_os(RESTRICTED).is_some() {
        // The restrictions are in force.
        // SAFETY: a mapping is asked for, and refused.
        unsafe {
            let zero: c_long = 0;
            let [memfd_create, _, mmap, _] = CALLS.map(c_long::from);
            assert_eq!(syscall(mmap, zero, 4096 as c_long, 7 as c_long, 0x22 as c_long, -1 as c_long, zero), -1);
            assert_eq!(syscall(memfd_create, c"x".as_ptr(), zero), -1);
            let mdwe = prctl(PR_GET_MDWE, zero, zero, zero, zero);
            assert!(mdwe == 1 || mdwe == -1, "set, or not known to this kernel: {mdwe}");
        }
    }
    let maps = fs::read_to_string("/proc/self/maps").expect("mappings");
    let mut copies = 0;
    // Inode and offset of what is executable, and of what is writable.
    let (mut executable, mut writable) = (Vec::new(), Vec::new());
    for line in maps.lines() {
        let fields: Vec<&str> = line.split_ascii_whitespace().collect();
        let (start, end) = fields[0].split_once('-').expect("a range");
        let number = |text: &str| u64::from_str_radix(text, 16).expect("hexadecimal");
        let (length, offset) = (number(end) - number(start), number(fields[2]));
        let place = (fields[3].to_owned(), fields[4].to_owned(), offset, offset + length);
        if fields[1].contains('x') {
            let path = fields.get(5).copied().unwrap_or_default();
            if ["[vdso]", "[vsyscall]"].contains(&path) {
                continue;
            }
            assert!(fields[1] == "r-xp" && path.starts_with('/'), "{line}");
            copies += usize::from(executable.contains(&place));
            executable.push(place);
        } else if fields[1].contains('w') {
            writable.push(place);
        }
    }
    assert!(copies > 5, "{copies}");
    for (device, inode, start, end) in &executable {
        let alias = writable
            .iter()
            .find(|place| place.1 != "0" && (&place.0, &place.1) == (device, inode) && place.2 < *end && *start < place.3);
        assert_eq!(alias, None);
    }
}

/// In this program under another name, which does to that name what the variable says.
#[test]
fn more_thunks_when_the_program_has_gone() {
    if let Some(what) = env::var_os(FILE) {
        let path = env::current_exe().expect("a path");
        match what.to_str() {
            Some("deleted") => fs::remove_file(&path).expect("deleted"),
            Some("shortened") => {
                let other = path.with_extension("new");
                fs::write(&other, b"short").and_then(|()| fs::rename(other, &path)).expect("replaced");
            }
            _ => {
                let other = path.with_extension("new");
                let mut bytes = fs::read(&path).expect("the program");
                bytes.iter_mut().for_each(|byte| *byte = !*byte);
                fs::write(&other, bytes).and_then(|()| fs::rename(other, &path)).expect("replaced");
            }
        }
        let closures: Vec<_> = (0..3000_usize).map(|i| Closure::new(move || i).expect("a thunk")).collect();
        // SAFETY: alive.
        assert!(closures.iter().enumerate().all(|(i, closure)| unsafe { closure.as_ptr()() } == i));
        return;
    }
    let program = env::current_exe().expect("a path");
    for what in ["deleted", "shortened", "changed"] {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("closures-{}-{what}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let copy = folder.join("program");
        // Not a copy: another test's child may hold the file open for writing for a moment, and then it cannot be executed.
        fs::hard_link(&program, &copy).expect("linked");
        let own = "restricted::more_thunks_when_the_program_has_gone";
        passed(&Command::new(&copy).args(["--exact", own]).env(FILE, what).output().expect("started"));
        fs::remove_dir_all(&folder).expect("removed");
    }
}
