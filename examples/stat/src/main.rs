//! A small `ls -l`, in the form of `ls -lA --time-style=long-iso`, from the C library's own records.
//!
//! ```text
//! cargo run -p example-stat -- folder
//! ```

mod sys;

use std::ffi::{CStr, CString, c_char};
use std::io;
use std::process::ExitCode;

use ffi::Pointer;
use sys::{Stat, Time};

/// A line of the listing, in parts.
struct Line {
    mode: String,
    links: String,
    owner: String,
    group: String,
    size: String,
    time: String,
    name: String,
    blocks: i64,
}

fn main() -> ExitCode {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    match list(&folder) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{folder}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn list(folder: &str) -> io::Result<String> {
    let mut names = names(&CString::new(folder)?)?;
    names.sort();
    let lines = names.iter().map(|name| line(folder, name)).collect::<io::Result<Vec<_>>>()?;
    let widest = |part: fn(&Line) -> &String| lines.iter().map(|line| part(line).len()).max().unwrap_or(0);
    let (links, owner) = (widest(|line| &line.links), widest(|line| &line.owner));
    let (group, size) = (widest(|line| &line.group), widest(|line| &line.size));
    let mut text = format!("total {}\n", lines.iter().map(|line| line.blocks).sum::<i64>() / 2);
    for line in &lines {
        text.push_str(&format!(
            "{} {:>links$} {:owner$} {:group$} {:>size$} {} {}\n",
            line.mode, line.links, line.owner, line.group, line.size, line.time, line.name
        ));
    }
    Ok(text)
}

/// The names in a folder, but for those of itself and of the one above.
fn names(folder: &CStr) -> io::Result<Vec<CString>> {
    // SAFETY: the text is one of C's.
    let open = unsafe { sys::opendir(folder.as_ptr()) }.result()?;
    let mut names = Vec::new();
    // SAFETY: the folder is open.
    while let Some(entry) = unsafe { sys::readdir(open) } {
        // SAFETY: `readdir` gave an entry with a text of C's in it, which lasts until it is called again; it may be shorter than the
        // record, so that it is read where it is.
        let name = unsafe { entry.fields().d_name_pointer().cast::<c_char>().as_c_str() };
        if name != c"." && name != c".." {
            names.push(name.to_owned());
        }
    }
    // SAFETY: it is open, and not used again.
    unsafe { sys::closedir(open) };
    Ok(names)
}

fn line(folder: &str, name: &CStr) -> io::Result<Line> {
    let shown = name.to_string_lossy();
    let path = CString::new([folder.as_bytes(), b"/", name.to_bytes()].concat())?;
    let mut stat = Stat::zeroed();
    // SAFETY: the text is one of C's, and the record is as large as the header says.
    unsafe { sys::lstat(path.as_ptr(), Pointer::from_mut(&mut stat)) }.result()?;
    let mut shown = shown.into_owned();
    if kind(stat.st_mode()) == 'l' {
        let mut target = vec![0; 4096];
        // SAFETY: the text is one of C's, and that many bytes are there.
        let length = unsafe { sys::readlink(path.as_ptr(), target.as_mut_ptr(), target.len()) }.result()?;
        target.truncate(length.unsigned_abs());
        shown = format!("{shown} -> {}", String::from_utf8_lossy(&target));
    }
    // SAFETY: what is found lasts until the function is called again.
    let owner = unsafe { sys::getpwuid(stat.st_uid()).map(|user| text(user.fields().pw_name())) };
    // SAFETY: as above.
    let group = unsafe { sys::getgrgid(stat.st_gid()).map(|group| text(group.fields().gr_name())) };
    Ok(Line {
        mode: mode(stat.st_mode()),
        links: stat.st_nlink().to_string(),
        owner: owner.unwrap_or_else(|| stat.st_uid().to_string()),
        group: group.unwrap_or_else(|| stat.st_gid().to_string()),
        size: stat.st_size().to_string(),
        time: time(&stat),
        name: shown,
        blocks: stat.st_blocks(),
    })
}

/// A copy of a text of C's.
///
/// # Safety
///
/// It is one.
unsafe fn text(text: *const c_char) -> String {
    // SAFETY: the caller says so.
    unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
}

fn time(stat: &Stat) -> String {
    let mut time = Time::zeroed();
    // SAFETY: both are there.
    unsafe { sys::localtime_r(&stat.modified(), Pointer::from_mut(&mut time)) };
    let (year, month) = (1900 + time.tm_year(), 1 + time.tm_mon());
    format!("{year:04}-{month:02}-{:02} {:02}:{:02}", time.tm_mday(), time.tm_hour(), time.tm_min())
}

/// The letter of a kind of file (POSIX.1-2017, `<sys/stat.h>`, and Linux's values).
fn kind(mode: u32) -> char {
    match mode >> 12 {
        0o1 => 'p',
        0o2 => 'c',
        0o4 => 'd',
        0o6 => 'b',
        0o12 => 'l',
        0o14 => 's',
        _ => '-',
    }
}

/// Ten letters: the kind, and three for each of owner, group and others.
fn mode(mode: u32) -> String {
    let mut text = String::from(kind(mode));
    for (shift, special, letter) in [(6, 0o4000, 's'), (3, 0o2000, 's'), (0, 0o1000, 't')] {
        let bits = mode >> shift;
        text.push(if bits & 4 != 0 { 'r' } else { '-' });
        text.push(if bits & 2 != 0 { 'w' } else { '-' });
        text.push(match (mode & special != 0, bits & 1 != 0) {
            (true, true) => letter,
            (true, false) => letter.to_ascii_uppercase(),
            (false, true) => 'x',
            (false, false) => '-',
        });
    }
    text
}
