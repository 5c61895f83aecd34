//! `/proc/self/maps`: which file an address was loaded from.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// A line of the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Mapping<'a> {
    /// First address.
    pub(super) start: usize,
    /// Behind the last.
    pub(super) end: usize,
    /// Bytes from the file's start to what is at `start`.
    pub(super) offset: u64,
    /// What the loader opened. ` (deleted)` is the kernel's addition, as far as one can tell.
    pub(super) path: &'a Path,
}

/// The mapping with an address.
pub(super) fn find(maps: &[u8], address: usize) -> Option<Mapping<'_>> {
    maps.split(|byte| *byte == b'\n').filter_map(parse).find(|mapping| (mapping.start..mapping.end).contains(&address))
}

/// `7f1234-7f5678 r-xp 00001000 08:01 1234    /usr/lib/libc.so.6`: proc_pid_maps(5).
fn parse(line: &[u8]) -> Option<Mapping<'_>> {
    let mut rest = line;
    let mut field = || {
        let end = rest.iter().position(|byte| *byte == b' ').unwrap_or(rest.len());
        let (field, after) = rest.split_at(end);
        rest = after.strip_prefix(b" ").unwrap_or(after);
        std::str::from_utf8(field).ok()
    };
    let (start, end) = field()?.split_once('-')?;
    let _permissions = field()?;
    let offset = field()?;
    let (_device, _inode) = (field()?, field()?);
    let path = rest.trim_ascii_start();
    Some(Mapping {
        start: usize::from_str_radix(start, 16).ok()?,
        end: usize::from_str_radix(end, 16).ok()?,
        offset: u64::from_str_radix(offset, 16).ok()?,
        path: Path::new(OsStr::from_bytes(path)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAPS: &[u8] = b"55d0c0000000-55d0c0010000 r--p 00000000 fe:01 1234                       /opt/a b/program\n\
        55d0c0010000-55d0c0020000 r-xp 00010000 fe:01 1234                       /opt/a b/program\n\
        7f0000000000-7f0000001000 r-xp 00123000 fe:01 77 /data/app/base.apk\n\
        7f0000001000-7f0000002000 rw-p 00000000 00:00 0 \n\
        7f0000002000-7f0000003000 r-xp 00001000 fe:01 9 /lib/\xff.so (deleted)\n\
        ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]\n";

    #[test]
    fn lines_are_found_by_address() {
        let found = find(MAPS, 0x55d0_c001_2345).expect("a line");
        assert_eq!((found.start, found.offset, found.path), (0x55d0_c001_0000, 0x10000, Path::new("/opt/a b/program")));
        let found = find(MAPS, 0x7f00_0000_0fff).expect("a line");
        assert_eq!((found.end, found.offset, found.path), (0x7f00_0000_1000, 0x12_3000, Path::new("/data/app/base.apk")));
        assert_eq!(find(MAPS, 0x7f00_0000_1000).expect("a line").path, Path::new(""));
        let found = find(MAPS, 0x7f00_0000_2000).expect("a line");
        assert_eq!(found.path.as_os_str().as_bytes(), b"/lib/\xff.so (deleted)");
        assert_eq!(find(MAPS, 0x7f00_0000_3000), None);
        assert_eq!(find(b"rubbish\n\n12 34\n", 0), None);
    }
}
