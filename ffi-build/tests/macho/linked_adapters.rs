//! Engine adapters in images: `ld64.lld` takes them, drops what is unused, and keeps what unwinders read of the others.

use std::collections::BTreeMap;

use ffi_build::assembly::Assembly;
use object::read::macho::MachOFile64;
use object::{Endianness, Object};

use crate::adapters::adapters;
use crate::linked::{ours, unwind_words, words_of};
use crate::support::{Folder, PLATFORMS};

type Image<'a> = MachOFile64<'a, Endianness>;

#[test]
fn adapters_are_linked_with_what_unwinders_read_and_dropped_when_unused() {
    for platform in &PLATFORMS {
        let folder = Folder::new("adapters", platform);
        let mut assembly = Assembly::new(&platform.target()).unwrap();
        let symbols: Vec<String> =
            adapters(&platform.target()).iter().map(|adapter| assembly.adapter(adapter).unwrap()).collect();
        let mut all: Vec<String> = symbols.iter().map(|symbol| format!("_{symbol}")).collect();
        all.sort();
        all.dedup();
        assert!(all.len() > 20, "{}: {}", platform.triple, all.len());
        let library = folder.archive("libt.a", &assembly);
        let first = &symbols[0];
        let source = folder.compile(
            "use",
            &format!(
                "int {first}(void *, int, int) __attribute__((visibility(\"hidden\")));
                 int callee(int a, int b) {{ return a + b; }}
                 int use(void) {{ return {first}(0, 1, 2); }}"
            ),
        );
        let file = folder.link("libuse.dylib", &[&source, &library], &["-dead_strip"]);
        let image = Image::parse(&*file).unwrap();
        assert_eq!(ours(&image).into_keys().collect::<Vec<_>>(), [format!("_{first}")], "{}", platform.triple);

        let file = folder.link("liball.dylib", &[&source, &library], &["-all_load"]);
        let image = Image::parse(&*file).unwrap();
        let linked = ours(&image);
        assert_eq!(linked.keys().map(|name| (*name).to_owned()).collect::<Vec<_>>(), all, "{}", platform.triple);
        let object = assembly.finish();
        let parsed = Image::parse(object.bytes()).unwrap();
        let said: BTreeMap<&str, u32> = words_of(&parsed);
        let printed = unwind_words(&folder.path("liball.dylib"));
        let by_frame = if platform.is_x86_64() { 0x0400_0000 } else { 0x0300_0000 };
        let mut framed = 0;
        for (name, address) in linked {
            let (_, word) = printed.range(..=address - image.relative_address_base()).next_back().unwrap();
            // One that only jumps has the word of a function without a frame.
            let mask = if said[name] == by_frame { 0xff00_0000 } else { u32::MAX };
            assert_eq!(word & mask, said[name], "{}: {name}", platform.triple);
            framed += usize::from(printed.contains_key(&(address - image.relative_address_base())));
        }
        assert!(framed > 1, "{}", platform.triple);
    }
}
