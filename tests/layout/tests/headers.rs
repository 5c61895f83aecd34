//! Every record of installed system headers has the layout that Clang gives it.
//!
//! Each header is read with those that it includes; names, types and attributes of members come from Clang's syntax tree, the
//! layout from us. Records that only a typedef names are checked by assertions that Clang evaluates.

use std::collections::BTreeMap;
use std::fmt::Write;

use ffi_abi::{Arch, CType, Record, Target, record_layout};
use layout_tests::clang::{self, ClangLayout};
use layout_tests::headers::{Headers, Named};

/// From Debian's `libc6-dev`.
const LIBC: [&str; 34] = [
    "arpa/inet.h",
    "dirent.h",
    "elf.h",
    "fcntl.h",
    "fenv.h",
    "glob.h",
    "grp.h",
    "ifaddrs.h",
    "link.h",
    "locale.h",
    "math.h",
    "mqueue.h",
    "net/if.h",
    "netdb.h",
    "netinet/in.h",
    "netinet/ip.h",
    "netinet/tcp.h",
    "poll.h",
    "pthread.h",
    "pwd.h",
    "regex.h",
    "sched.h",
    "semaphore.h",
    "setjmp.h",
    "signal.h",
    "stdio.h",
    "stdlib.h",
    "sys/epoll.h",
    "sys/resource.h",
    "sys/stat.h",
    "sys/ucontext.h",
    "termios.h",
    "time.h",
    "utmpx.h",
];

/// From Debian's `linux-libc-dev`: bit-fields, packed and aligned records, unions, flexible arrays, anonymous members.
const LINUX: [&str; 26] = [
    "linux/acct.h",
    "linux/bpf.h",
    "linux/btf.h",
    "linux/btrfs.h",
    "linux/can.h",
    "linux/cdrom.h",
    "linux/dm-ioctl.h",
    "linux/ethtool.h",
    "linux/fb.h",
    "linux/fuse.h",
    "linux/hdreg.h",
    "linux/if_packet.h",
    "linux/io_uring.h",
    "linux/iso_fs.h",
    "linux/kvm.h",
    "linux/netlink.h",
    "linux/nl80211.h",
    "linux/perf_event.h",
    "linux/ptrace.h",
    "linux/rtnetlink.h",
    "linux/tcp.h",
    "linux/usb/ch9.h",
    "linux/v4l2-controls.h",
    "linux/vhost.h",
    "linux/vfio.h",
    "linux/virtio_net.h",
];

/// A source that includes headers.
fn including(headers: &[&str]) -> String {
    let mut source = String::from("#define _GNU_SOURCE 1\n");
    for header in headers {
        writeln!(source, "#include <{header}>").expect("a string takes all");
    }
    source
}

/// Compares the records that a source declares, and adds what differs to `faults`.
fn compare(target: &Target, arguments: &[&str], mut source: String, named: &[Named], faults: &mut BTreeMap<String, String>) {
    for Named { name, record, typedef_align } in named {
        let Ok(layout) = record_layout(target, record) else { continue };
        let (size, align) = (layout.layout.size, typedef_align.unwrap_or(layout.layout.align));
        writeln!(source, "_Static_assert(sizeof({name}) == {size} && _Alignof({name}) == {align}, \"\");")
            .expect("a string takes all");
        if name.contains(' ') {
            continue;
        }
        for (field, place) in record.fields.iter().zip(&layout.fields) {
            if let (Some(member), None) = (&field.name, field.bits) {
                let offset = place.bit_offset / 8;
                writeln!(source, "_Static_assert(__builtin_offsetof({name}, {member}) == {offset}, \"\");")
                    .expect("a string takes all");
            }
        }
    }
    let (theirs, errors) = clang::layouts(target, arguments, &source);
    if let Some(errors) = errors {
        faults.insert(format!("{target}: "), errors);
    }
    for Named { name, record, .. } in named {
        let ours = match record_layout(target, record) {
            Ok(layout) => ClangLayout {
                size: layout.layout.size,
                align: layout.layout.align,
                offsets: layout.fields.iter().map(|field| field.bit_offset).collect(),
            },
            Err(error) => {
                faults.insert(format!("{target}: {name}"), error.to_string());
                continue;
            }
        };
        if name.contains(' ') {
            let theirs = theirs.get(name).unwrap_or_else(|| panic!("{target}: Clang printed no `{name}`: {faults:?}"));
            if ours != *theirs {
                let text = describe(record);
                faults.insert(format!("{target}: {name}"), format!("{text}\n  Clang: {theirs:?}\n  ours:  {ours:?}"));
            }
        }
    }
}

fn describe(record: &Record) -> String {
    CType::record(record.clone()).to_string()
}

fn check(faults: &BTreeMap<String, String>) {
    let report: Vec<String> = faults.iter().take(20).map(|(name, fault)| format!("{name}: {fault}")).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), report.join("\n"));
}

#[test]
fn records_of_the_c_library_are_laid_out_as_clang_does() {
    let target = Target::parse("x86_64-unknown-linux-gnu").expect("a target");
    let source = including(&LIBC);
    let named = Headers::read(&target, &["-xc"], &source).named();
    let mut faults = BTreeMap::new();
    compare(&target, &["-xc"], source, &named, &mut faults);
    check(&faults);
    // Fewer would mean that the tree was not read.
    assert!(named.len() > 150, "only {} records in {} headers", named.len(), LIBC.len());
}

/// The kernel's headers need no C library, so they can be read as if for every target: real declarations under each target's rules.
#[test]
fn records_of_linux_are_laid_out_as_clang_does_on_every_target() {
    // The headers of this machine for all, behind those that Clang brings along.
    let arguments = [
        "-xc",
        "-ffreestanding",
        "-D__linux__=1",
        "-nostdlibinc",
        "-idirafter",
        "/usr/include",
        "-idirafter",
        "/usr/include/x86_64-linux-gnu",
    ];
    let source = including(&LINUX);
    // What the headers declare depends on no more than this; reading the tree is what takes long.
    let mut read: BTreeMap<(Arch, u64), Vec<Named>> = BTreeMap::new();
    let mut faults = BTreeMap::new();
    for target in Target::ALL {
        let read_now = || Headers::read(&target, &arguments, &source).named();
        let named = read.entry((target.arch(), target.data_model().long)).or_insert_with(read_now);
        assert!(named.len() > 500, "only {} records in {} headers", named.len(), LINUX.len());
        compare(&target, &arguments, source.clone(), named, &mut faults);
    }
    check(&faults);
}
