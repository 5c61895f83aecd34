//! What a build script chooses: names, styles, derives, a bindgen builder of its own.

use ffi_abi::CType;
use ffi_build::bindgen;
use ffi_build::bindgen::callbacks::{ItemInfo, ParseCallbacks};
use ffi_build::declarations::{Declaration, Item};
use ffi_build::headers::{Author, Choices, Derive, EnumStyle, Handed, Hooks, Keep, Rename, TypedefStyle};

use super::*;

const HEADER: &str = "tests/generation/choices.h";

/// What an author may promise of.
const PROMISES: &str = "tests/generation/promises.h";

fn chosen(choices: Choices) -> Input {
    Input { choices, ..input(HEADER) }
}

/// The text, which compiles, and the report.
fn text(name: &str, input: &Input) -> (String, String) {
    let (declarations, generated) = make(input);
    let text = rust_text(&generated);
    let folder = tempfile::tempdir().unwrap();
    compile(folder.path(), name, &text, &runtime());
    (text, Report::new(&declarations, &generated.rulings).to_text())
}

#[test]
fn enumerations_in_each_style_travel_as_their_integer() {
    use EnumStyle::{BitFlags, Checked, Constants, Module, Newtype, Rust};
    for (number, style) in [Constants, Module, Newtype, BitFlags, Checked, Rust].into_iter().enumerate() {
        let choices = Choices { enums: vec![(".*".into(), style)], ..Choices::default() };
        let (text, report) = text(&format!("enums{number}"), &chosen(choices));
        assert!(report.lines().any(|line| line.contains("direct") && line.ends_with("lib_mix")), "{style:?}\n{report}\n{text}");
        assert!(report.lines().any(|line| line.contains("direct") && line.ends_with("lib_move")), "{style:?}\n{report}");
        if style == Checked {
            assert!(text.contains("pub struct lib_color(pub u32)"), "{text}");
            assert!(text.contains("pub enum lib_color_checked"), "{text}");
            assert!(text.contains("pub const LIB_CRIMSON: lib_color"), "{text}");
        }
    }
}

#[test]
fn a_checked_enumeration_is_matched_on_and_takes_any_integer() {
    let choices = Choices { enums: vec![("lib_color".into(), EnumStyle::Checked)], ..Choices::default() };
    let (_, generated) = make(&Input { allow: vec!["lib_color".into()], ..chosen(choices) });
    run(
        &rust_text(&generated),
        "assert_eq!(lib_color(5).checked(), Some(lib_color_checked::LIB_GREEN));\n\
         assert_eq!(lib_color_checked::try_from(lib_color(6)), Err(lib_color(6)));\n\
         assert_eq!(lib_color::from(lib_color_checked::LIB_RED), lib_color::LIB_CRIMSON);",
    );
}

/// Compiles a program of the text and a `main`, and runs it.
fn run(text: &str, main: &str) {
    let folder = tempfile::tempdir().unwrap();
    let (source, path) = (folder.path().join("main.rs"), folder.path().join("main"));
    fs::write(&source, format!("{text}\nfn main() {{\n{main}\n}}\n")).unwrap();
    // Nothing here calls through a trampoline.
    fs::write(folder.path().join("libffi_test.a"), "!<arch>\n").unwrap();
    let mut rustc = Command::new("rustc");
    rustc.args(["--edition=2024", "-Adead_code", "-o"]).arg(&path).arg(&source).args(runtime()).arg("-L").arg(folder.path());
    let output = rustc.output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(Command::new(&path).status().unwrap().success());
}

#[test]
fn an_enumeration_of_rust_is_one_where_c_takes_it_and_an_integer_where_c_gives_it() {
    let choices = Choices {
        enums: vec![("way".into(), EnumStyle::Rust), (".*".into(), EnumStyle::Checked)],
        derives: vec![Derive::Default],
        ..Choices::default()
    };
    let (text, report) = text("promised_enums", &Input { choices, ..input(PROMISES) });
    for wanted in [
        "pub enum way {",
        "pub struct way2(pub u32);",
        "pub fn go(to: way, by: way_t, flags: *const u32) -> u32;",
        "pub unsafe fn far(",
        "to: way,",
        "pub last: u32,",
        "pub each: [u32; 2usize],",
        "pub type seen = ::core::option::Option<unsafe extern \"C\" fn(to: u32) -> u32>;",
        "pub fn turn(&self) -> u32",
        "pub static mut here: u32;",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    assert!(!text.contains("non_exhaustive"), "{text}");
    assert!(report.contains("an enumeration of Rust where C takes it, its integer elsewhere"), "{report}");
    assert!(!report.lines().any(|line| line.contains("  refused  ")), "{report}");
    run(
        &text,
        "assert_eq!(way::try_from(5), Ok(way::SOUTH));\nassert_eq!(way::try_from(6), Err(6));\nassert_eq!(way::DOWN, way::SOUTH);\nassert_eq!(path::default().last, 0);",
    );
}

#[test]
fn a_callback_that_is_never_null_is_a_function() {
    let choices =
        Choices { never_null: vec!["allocate|release|handle".into()], derives: vec![Derive::Default], ..Choices::default() };
    let (text, report) = text("never_null", &Input { choices, ..input(PROMISES) });
    for wanted in [
        "pub type allocate = unsafe extern \"C\" fn(size: usize) -> *mut ::core::ffi::c_void;",
        "pub type handle = ::core::ptr::NonNull<object>;",
        "pub release: release,",
        "pub maybe: ::core::option::Option<unsafe extern \"C\" fn()>,",
        // All bytes zero is one of its values.
        "pub fn release(\n            &self,\n        ) -> ::core::option::Option<",
        // Called with a `long double`, which rustc cannot do.
        "pub type wide = ::core::option::Option<::ffi::OpaqueFunction>;",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    assert!(!report.lines().any(|line| line.contains("  refused  ")), "{report}");
    let has_default = |record: &str| {
        let derived = text[..text.find(&format!("pub struct {record} ")).unwrap()].rfind("#[derive").map(|at| &text[at..at + 60]);
        derived.is_some_and(|derived| derived.contains("Default")) || text.contains(&format!("Default for {record}"))
    };
    assert!(!has_default("hooks") && !has_default("around") && !has_default("tight") && has_default("path"), "{text}");
    run(
        &text,
        "unsafe extern \"C\" fn free(_: *mut ::core::ffi::c_void) {}\nunsafe extern \"C\" fn none(_: usize) -> *mut ::core::ffi::c_void { ::core::ptr::null_mut() }\n\
                let hooks = hooks { allocate: none, release: free, maybe: None };\nassert!(unsafe { (hooks.allocate)(1) }.is_null());",
    );
}

#[test]
fn names_lose_a_prefix_and_symbols_do_not() {
    let renames = vec![
        Rename { pattern: "lib_(color)_t".into(), to: "Tint".into() },
        Rename { pattern: "LIB_(.+)|lib_(.+)".into(), to: "$1$2".into() },
    ];
    let (text, report) = text("renamed", &chosen(Choices { renames, ..Choices::default() }));
    for wanted in [
        "pub struct point",
        "pub fn move_",
        "pub use self::color as Tint",
        "pub const RED",
        "pub unsafe fn widen",
        "static mut count",
        // Macros, those among them whose value is clang's.
        "pub const VERSION: u32 = 7;",
        "pub const ALL: ::core::ffi::c_ulong = 18446744073709551615;",
        "pub const NAME: &[u8; 4]",
        "pub const SIZE: ::core::ffi::c_ulong = 12;",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    // Paired by what bindgen called them: the layout of each is proved, and the wide one is a trampoline's.
    assert!(text.contains("offset_of!(point, y)"), "{text}");
    assert!(report.lines().any(|line| line.contains("trampoline") && line.contains("lib_widen")), "{report}");
    assert!(!report.lines().any(|line| line.contains("  refused  ")), "{report}");
    assert!(!text.contains("LIB_"), "{text}");
}

#[test]
fn constants_of_macros_have_the_types_of_c_where_they_are_asked_for() {
    let (text, report) = text("c_constants", &chosen(Choices { c_constants: true, ..Choices::default() }));
    for wanted in [
        "pub const LIB_VERSION: ::core::ffi::c_int = 7;",
        "pub const LIB_ALL: ::core::ffi::c_ulong = 18446744073709551615;",
        "pub const LIB_NAME: &[u8; 4",
        "pub const LIB_SIZE: ::core::ffi::c_ulong = 12;",
    ] {
        assert_eq!(text.matches(wanted).count(), 1, "{wanted}\n{text}");
    }
    assert!(report.lines().any(|line| line.ends_with("direct      macro     LIB_VERSION")), "{report}");
}

#[test]
fn patterns_mean_the_names_of_c_where_a_tag_keeps_its_word() {
    let choices = Choices {
        renames: vec![Rename { pattern: "(plain|other|foo)".into(), to: "My$1".into() }],
        opaque: vec!["other".into()],
        enums: vec![("bar".into(), EnumStyle::Newtype)],
        must_use: vec!["plain".into()],
        ..Choices::default()
    };
    let allow = vec!["use.*".into()];
    let (text, report) = text("collisions", &Input { choices, allow, ..input("tests/headers/collisions.h") });
    for wanted in
        ["pub struct Myplain", "pub struct Myother", "pub struct enum_bar(pub", "pub struct struct_foo_", "pub type Myfoo ="]
    {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    assert!(text.contains("#[must_use]") && !text.contains("pub x: Myfoo"), "{text}");
    assert!(!report.lines().any(|line| line.contains("  refused  ")), "{report}");
}

#[test]
fn typedefs_in_each_style_keep_what_they_stand_for() {
    for (number, style) in [TypedefStyle::Alias, TypedefStyle::Newtype, TypedefStyle::NewtypeDeref].into_iter().enumerate() {
        let typedefs = vec![("lib_handle|lib_wide".into(), style)];
        let (text, report) = text(&format!("typedefs{number}"), &chosen(Choices { typedefs, ..Choices::default() }));
        assert!(text.contains("::ffi::LongDouble"), "{text}");
        assert!(report.lines().any(|line| line.contains("direct") && line.ends_with("lib_move")), "{report}");
        assert!(report.lines().any(|line| line.contains("trampoline") && line.contains("lib_other")), "{report}");
    }
}

#[test]
fn derives_stay_where_every_member_has_them() {
    let choices = Choices {
        derives: vec![Derive::Default, Derive::PartialEq, Derive::Eq, Derive::Hash],
        opaque: vec!["lib_secret".into()],
        must_use: vec!["lib_point".into()],
        ..Choices::default()
    };
    let (text, _) = text("derives", &chosen(choices));
    let point = &text[..text.find("pub struct lib_point ").unwrap()];
    let derived = point.rfind("#[derive").map(|at| &point[at..]).unwrap();
    assert!(["PartialEq", "Eq", "Hash"].iter().all(|name| derived.contains(name)), "{derived}");
    // An enumeration need not have the value 0, so bindgen writes it out.
    assert!(text.contains("impl Default for lib_point"), "{text}");
    assert!(text.contains("#[must_use]"), "{text}");
    assert!(text.contains("impl ::core::default::Default for lib_wide_point"), "{text}");
    assert!(!text.contains("pub inside") && !text.contains("fn inside"), "{text}");
}

#[derive(Debug)]
struct Capitals;

impl ParseCallbacks for Capitals {
    fn item_name(&self, item: ItemInfo<'_>) -> Option<String> {
        item.name.strip_prefix("lib_").map(|rest| format!("Lib{rest}"))
    }
}

#[test]
fn a_bindgen_builder_is_taken_as_it_stands() {
    let builder = bindgen::builder()
        .header(HEADER)
        .allowlist_function("lib_w.*|lib_mo.*")
        .newtype_enum("lib_color")
        .blocklist_type("lib_list")
        .derive_default(true)
        .parse_callbacks(Box::new(Capitals));
    let input = Input::new(target(), vec![], vec![]).with_handed(Handed(builder));
    let (text, report) = text("handed", &input);
    assert!(text.contains("pub struct Libpoint"), "{text}");
    assert!(text.contains("offset_of!(Libpoint, y)"), "the layout of a renamed record is proved: {text}");
    assert!(text.contains("pub unsafe fn Libwiden"), "{text}");
    assert!(report.lines().any(|line| line.contains("direct") && line.ends_with("lib_move")), "{report}");
    assert!(report.lines().any(|line| line.contains("trampoline") && line.contains("lib_widen")), "{report}");
    assert!(!report.contains("lib_take"), "{report}");

    let refused = bindgen::builder().header(HEADER).dynamic_library_name("all");
    let faults = bind(&Input::new(target(), vec![], vec![]).with_handed(Handed(refused))).err().unwrap();
    assert!(faults[0].message().contains("--dynamic-loading"), "{}", faults[0].message());
}

#[test]
fn what_is_not_null_is_so_in_types_where_it_is_asked_for() {
    let choices = Choices { non_null: vec!["copy|typed|opened|wide".into()], ..Choices::default() };
    let input = Input { choices, ..input("tests/headers/nonnull.h") };
    let (text, report) = text("nonnull", &input);
    for wanted in [
        "to: ::core::ptr::NonNull<::core::ffi::c_char>,",
        ") -> ::core::ptr::NonNull<::core::ffi::c_int>;",
        "maybe: *mut ::core::ffi::c_char,",
        "call: unsafe extern \"C\" fn(arg1: ::core::ffi::c_int),",
        "from: ::core::ptr::NonNull<object>",
        "then: unsafe extern \"C\" fn(data: *mut ::core::ffi::c_void),",
        "more: ::core::ptr::NonNull<::ffi::LongDouble>",
        // Not asked for.
        "must: *mut ::core::ffi::c_int,",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    assert!(!report.lines().any(|line| line.contains("  refused     function")), "{report}");
}

/// Has every function as bytes, which means nothing.
struct OpaqueFunctions;

impl Hooks for OpaqueFunctions {
    fn keep(&self, item: &Declaration) -> Keep {
        if matches!(item.item, Item::Function(_)) { Keep::Opaque } else { Keep::Bind }
    }
}

#[test]
fn what_a_hook_says_of_a_function_is_not_said_of_the_record_of_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("point.h");
    fs::write(&path, "struct point { int x; };\nint point(struct point *);\n").unwrap();
    let hooks = Some(Author::new(OpaqueFunctions));
    let (text, _) = text("of_its_name", &Input { hooks, ..input(path.to_str().unwrap()) });
    assert!(text.contains("pub x: ::core::ffi::c_int"), "{text}");
}

#[test]
fn what_a_header_of_the_system_includes_by_quotes_goes_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let parts = folder.path().join("everyones/parts");
    fs::create_dir_all(&parts).unwrap();
    for (name, contents) in [
        ("all.h", "#define ALL 1\n#include <others.h>\n#include \"parts/one.h\"\n"),
        ("others.h", "int of_others(void);\n"),
        ("parts/one.h", "#include \"two.h\"\nint one(void);\n"),
        ("parts/two.h", "int two(void);\n"),
        ("some.h", "#include \"parts/one.h\"\nint some(void);\n"),
    ] {
        fs::write(folder.path().join("everyones").join(name), contents).unwrap();
    }
    // A folder that clang knows by itself, as the system's.
    let prefix = format!("{}/", folder.path().display());
    let arguments: Vec<String> = ["-iprefix", &prefix, "-iwithprefix", "everyones"].map(str::to_owned).into();
    let bound = |header: &str| {
        let (_, generated) = make(&Input { arguments: arguments.clone(), ..input(header) });
        let text = rust_text(&generated);
        ["one", "two", "some", "of_others"].map(|name| text.contains(&format!("pub fn {name}(")))
    };
    assert_eq!(bound("all.h"), [true, true, false, false]);
    assert_eq!(bound("some.h"), [true, true, true, false]);
}

/// Leaves out the enumeration without a name that has this constant.
struct Without(&'static str);

impl Hooks for Without {
    fn keep(&self, item: &Declaration) -> Keep {
        match &item.item {
            Item::Enum(item) if item.constants.iter().any(|(name, _)| name == self.0) => Keep::Skip,
            _ => Keep::Bind,
        }
    }
}

#[test]
fn an_enumeration_without_a_name_is_left_out_with_its_constants() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("unnamed.h");
    fs::write(&path, "enum { KEPT = 1, KEPT_TOO };\nenum { GONE = 7, GONE_TOO };\n").unwrap();
    let hooks = Some(Author::new(Without("GONE_TOO")));
    let (text, report) = text("unnamed", &Input { hooks, ..input(path.to_str().unwrap()) });
    assert!(text.contains("pub const KEPT_TOO") && !text.contains("GONE"), "{text}");
    assert_eq!(report.matches("enum      (anonymous)").count(), 1, "{report}");
}

/// Decides by what only the declaration says.
struct Decides;

impl Hooks for Decides {
    fn keep(&self, item: &Declaration) -> Keep {
        match item.item.name() {
            "struct lib_secret" => Keep::Opaque,
            "lib_take" => Keep::Skip,
            _ => Keep::Bind,
        }
    }

    fn rename(&self, item: &Declaration) -> Option<String> {
        match &item.item {
            Item::Function(function) if function.signature.result() == &CType::Void => {
                Some(format!("{}_and_nothing", function.name))
            }
            Item::Record(record) if record.name.ends_with("lib_point") => Some("Point".into()),
            Item::Macro(item) if item.name == "LIB_VERSION" => Some("VERSION".into()),
            Item::Typedef(typedef) if typedef.name == "lib_other" => Some("not a name".into()),
            _ => None,
        }
    }

    fn rename_constant(&self, _: &Declaration, constant: &str) -> Option<String> {
        constant.strip_prefix("LIB_").map(str::to_owned)
    }

    fn enum_style(&self, enumeration: &Declaration) -> Option<EnumStyle> {
        enumeration.item.name().ends_with("lib_color").then_some(EnumStyle::Newtype)
    }

    fn derives(&self, item: &Declaration) -> Vec<String> {
        if item.item.name().ends_with("lib_point") { vec!["PartialEq".into()] } else { Vec::new() }
    }

    fn attributes(&self, item: &Declaration) -> Vec<String> {
        if item.item.name().ends_with("lib_point") { vec!["#[must_use]".into()] } else { Vec::new() }
    }

    fn comment(&self, comment: &str) -> Option<String> {
        Some(comment.replace("@brief ", ""))
    }
}

#[test]
fn the_author_decides_item_by_item() {
    let hooks = Some(Author::new(Decides));
    let (text, report) = text("hooks", &Input { hooks, ..input(HEADER) });
    for wanted in [
        "pub struct Point {",
        "PartialEq",
        "#[must_use]",
        "pub struct lib_color(pub",
        "pub const RED: lib_color",
        "fn lib_reset_and_nothing(",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    assert!(text.contains("offset_of!(Point, y)"), "the layout of a renamed record is proved: {text}");
    assert!(!text.contains("lib_take") && !report.contains("lib_take"), "{report}");
    assert!(!text.contains("pub inside") && !text.contains("fn inside") && !text.contains("@brief"), "{text}");
    assert!(text.contains("pub const VERSION: ") && !text.contains("pub const LIB_VERSION"), "{text}");
    assert!(!report.lines().any(|line| line.contains("  refused  ")), "{report}");
}

#[test]
fn a_function_without_a_prototype_takes_nothing_where_c23_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.h");
    fs::write(&path, "int f();\n").unwrap();
    let (_, generated) = make(&input(path.to_str().unwrap()));
    assert!(rust_text(&generated).find("fn f").is_none());
    let asked = Input { arguments: vec!["-std=gnu2x".into()], ..input(path.to_str().unwrap()) };
    let (_, generated) = make(&asked);
    assert!(rust_text(&generated).contains("pub fn f() -> ::core::ffi::c_int;"), "{}", rust_text(&generated));
}
