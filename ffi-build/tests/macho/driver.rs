//! The driver, asked for Apple's systems from whatever host this is.

use ffi_build::Builder;
use object::Architecture;
use object::read::archive::{ArchiveFile, ArchiveKind};
use object::{BinaryFormat, Object, ObjectSymbol};

use crate::support::PLATFORMS;

#[test]
fn the_target_picks_the_format() {
    for platform in &PLATFORMS {
        let builder = Builder::new("apple").target(platform.triple).sources::<&str>([]);
        let outputs = builder.signatures(["int(int, int)"]).callbacks(["double(float)"]).generate().unwrap();
        let archives: Vec<_> = outputs.files.iter().filter(|(name, _)| name.starts_with("lib") && name.ends_with(".a")).collect();
        let [(_, bytes)] = archives.as_slice() else { panic!("one archive") };
        let archive = ArchiveFile::parse(bytes.as_slice()).unwrap();
        assert_eq!(archive.kind(), ArchiveKind::Bsd);
        let member = archive.members().next().unwrap().unwrap();
        let file = object::File::parse(member.data(bytes.as_slice()).unwrap()).unwrap();
        assert_eq!(file.format(), BinaryFormat::MachO);
        let expected = if platform.is_x86_64() { Architecture::X86_64 } else { Architecture::Aarch64 };
        assert_eq!(file.architecture(), expected);
        let defined: Vec<&str> = file
            .symbols()
            .filter(|symbol| symbol.is_global() && symbol.is_definition())
            .map(|symbol| symbol.name().unwrap())
            .collect();
        // Two calls, a callback, and what describes them.
        for (kind, count) in [("_ffi1_d_", 2), ("_ffi1_u_", 1), ("_ffi1_s_", 2)] {
            assert_eq!(defined.iter().filter(|name| name.starts_with(kind)).count(), count, "{defined:?}");
        }
    }
}
