//! Records of a header of everything, and of the system's, declared in part and checked by what C makes of them.

use core::ffi::{CStr, c_char, c_int, c_long, c_uchar, c_uint, c_ulong, c_void};
use core::mem::{align_of, size_of};
use ffi::{BigEndian, LongDouble, Pointer};

#[ffi::struct_layout(header = "c/records.h", c_name = "struct point")]
#[derive(Debug, PartialEq, Eq, Default)]
pub struct Point {
    x: c_int,
    y: c_int,
}

#[ffi::struct_layout(header = "c/records.h", c_name = "struct record")]
pub struct Record {
    tag: c_char,
    at: Point,
    #[ffi(member = "at.y")]
    height: c_int,
    corners: [Point; 3],
    low: u8,
    middle: i32,
    wide: u64,
    on: bool,
    number: c_int,
    real: f32,
    named: Named,
    #[ffi(member = "named.d")]
    d: f64,
    #[ffi(member = "deep.inner")]
    inner: i16,
    text: *const c_char,
    precise: LongDouble,
    count: u16,
    items: [u32],
}

/// An anonymous union by itself: by hand, for all targets.
#[ffi::struct_layout(size = 8, align = 8, cfg(target_pointer_width = "64"))]
pub union Named {
    #[ffi(offset = 0)]
    d: f64,
    #[ffi(offset = 0)]
    bytes: [u8; 8],
}

#[ffi::struct_layout(header = "c/records.h", c_name = "struct tight")]
pub struct Tight {
    c: c_char,
    wide: i64,
    s: i16,
}

#[ffi::struct_layout(header = "c/records.h", c_name = "struct around")]
pub struct Around {
    c: c_char,
    inner: Tight,
    after: c_int,
}

#[ffi::struct_layout(header = "c/records.h", c_name = "struct shape_functions")]
pub struct ShapeFunctions {
    area: Option<unsafe extern "C" fn(*const Shape) -> f64>,
    scale: Option<unsafe extern "C" fn(*mut Shape, f64) -> c_int>,
    missing: Option<unsafe extern "C" fn()>,
}

#[ffi::struct_layout(header = "c/records.h", c_name = "struct shape")]
pub struct Shape {
    functions: Option<Pointer<ShapeFunctions>>,
    width: f64,
}

#[ffi::import(library = "records", kind = "static")]
unsafe extern "C" {
    fn record_new() -> Pointer<Record>;
    fn record_check(record: Pointer<Record>) -> c_int;
    fn tight_new() -> Pointer<Tight>;
    fn around_new() -> Pointer<Around>;
    fn shape_new(width: f64, height: f64) -> Pointer<Shape>;
    // By value: the tokens do not say what it is in C, so the signature does, and a trampoline makes the call.
    #[ffi(signature = "int(struct { int x; int y; })")]
    fn point_sum(point: Point) -> c_int;
}

fn everything() {
    unsafe {
        let pointer = record_new();
        let record = pointer.fields();
        assert_eq!((record.tag() as u8, record.at(), record.height()), (b't', Point { ..record.at() }, -2));
        assert_eq!((record.at().x(), record.corners()[2].y()), (1, 22));
        assert_eq!((record.low(), record.middle(), record.wide(), record.on()), (5, -33, 0x12_3456_78aa, true));
        assert_eq!((record.real(), record.number(), record.d()), (1.5, 1.5_f32.to_bits() as c_int, -2.25));
        assert_eq!((record.named().d(), record.named().bytes()), (-2.25, (-2.25_f64).to_ne_bytes()));
        assert_eq!((record.inner(), CStr::from_ptr(record.text()), f64::from(record.precise())), (-7, c"text", 0.75));
        let items = record.items();
        assert_eq!((0..isize::try_from(record.count()).unwrap()).map(|at| items.element_at(at).load()).collect::<Vec<_>>(), [100, 101, 102, 103]);

        record.set_tag(b'u' as c_char);
        record.at_pointer().fields().set_y(77);
        record.corners_pointer().cast::<Point>().element_at(2).fields().set_x(5);
        record.set_low(2);
        record.set_middle(31);
        record.set_wide(0x98_7654_3210);
        record.set_on(false);
        record.set_number(-9);
        record.set_d(0.5);
        record.set_inner(300);
        record.set_text(c"other".as_ptr());
        record.set_precise(LongDouble::from(2.5));
        items.element_at(3).store(1);
        assert_eq!(record_check(pointer), 1);

        // The same on a value that Rust holds.
        let mut value = pointer.load();
        value.set_low(7);
        value.set_real(0.25);
        assert_eq!((value.low(), value.number(), value.middle(), record.low()), (7, 0.25_f32.to_bits() as c_int, 31, 2));

        let tight = tight_new();
        assert_eq!((tight.fields().c() as u8, tight.fields().wide(), tight.fields().s()), (b'c', -1_234_567_890_123, -5));
        assert_eq!((size_of::<Tight>(), align_of::<Tight>(), size_of::<Around>(), align_of::<Around>()), (12, 4, 17, 1));
        let around = around_new().fields();
        assert_eq!((around.c() as u8, around.inner().wide(), around.after()), (b'a', 99, 12_345));

        let shape = shape_new(2.0, 3.0);
        let functions = shape.fields().functions().unwrap().fields();
        assert_eq!(functions.call_area(shape.as_ptr()), Some(6.0));
        assert_eq!(functions.call_scale(shape.as_ptr(), 2.0), Some(3));
        assert_eq!((functions.call_area(shape.as_ptr()), functions.call_missing()), (Some(24.0), None));
        assert_eq!(shape.fields().width(), 4.0);

        let mut point = Point::zeroed();
        point.set_x(40);
        point.set_y(2);
        assert_eq!(point_sum(point), 42);
    }
}

#[ffi::struct_layout(header = "sys/stat.h", c_name = "struct stat")]
#[derive(Debug, Default)]
pub struct Stat {
    st_mode: u32,
    st_size: i64,
    st_mtim: Timespec,
    #[ffi(member = "st_mtim.tv_nsec")]
    nanoseconds: c_long,
}

#[ffi::struct_layout(header = "time.h", c_name = "struct timespec")]
#[derive(Debug, Default)]
pub struct Timespec {
    tv_sec: i64,
    tv_nsec: c_long,
}

#[ffi::struct_layout(header = "time.h", c_name = "struct tm")]
#[derive(Debug, PartialEq, Eq, Default)]
pub struct Time {
    tm_year: c_int,
    tm_mon: c_int,
    tm_mday: c_int,
    tm_hour: c_int,
    tm_yday: c_int,
}

#[ffi::struct_layout(header = "netinet/in.h", c_name = "struct sockaddr_in")]
#[derive(Default)]
pub struct SocketAddress {
    sin_family: u16,
    sin_port: BigEndian<u16>,
    #[ffi(member = "sin_addr.s_addr")]
    address: BigEndian<u32>,
}

#[ffi::struct_layout(header = "sys/timex.h", c_name = "struct timex")]
#[derive(Default)]
pub struct Timex {
    modes: c_uint,
    tick: c_long,
}

#[ffi::struct_layout(header = "zlib.h", c_name = "z_stream")]
#[derive(Default)]
pub struct Stream {
    next_in: *const c_uchar,
    avail_in: c_uint,
    next_out: *mut c_uchar,
    avail_out: c_uint,
    total_out: c_ulong,
    msg: *const c_char,
    zalloc: Option<unsafe extern "C" fn(*mut c_void, c_uint, c_uint) -> *mut c_void>,
    opaque: *mut c_void,
}

#[ffi::import]
unsafe extern "C" {
    fn stat(path: *const c_char, stat: Pointer<Stat>) -> c_int;
    fn gmtime_r(time: *const i64, result: Pointer<Time>) -> Option<Pointer<Time>>;
    fn timegm(time: Pointer<Time>) -> i64;
    fn socket(domain: c_int, kind: c_int, protocol: c_int) -> c_int;
    fn bind(socket: c_int, address: Pointer<SocketAddress>, length: c_uint) -> c_int;
    fn getsockname(socket: c_int, address: Pointer<SocketAddress>, length: *mut c_uint) -> c_int;
    fn adjtimex(timex: Pointer<Timex>) -> c_int;
}

#[ffi::import(library = "z")]
unsafe extern "C" {
    fn deflateInit_(stream: Pointer<Stream>, level: c_int, version: *const c_char, size: c_int) -> c_int;
    fn deflate(stream: Pointer<Stream>, flush: c_int) -> c_int;
    fn deflateEnd(stream: Pointer<Stream>) -> c_int;
    fn uncompress(out: *mut c_uchar, length: *mut c_ulong, from: *const c_uchar, size: c_ulong) -> c_int;
    fn zlibVersion() -> *const c_char;
}

fn of_the_system() {
    use std::os::unix::fs::MetadataExt;
    let mut file = Stat::zeroed();
    assert_eq!(unsafe { stat(c"Cargo.toml".as_ptr(), Pointer::from_mut(&mut file)) }, 0);
    let known = std::fs::metadata("Cargo.toml").unwrap();
    assert_eq!((file.st_mode(), file.st_size()), (known.mode(), known.size() as i64));
    assert_eq!((file.st_mtim().tv_sec(), file.nanoseconds()), (known.mtime(), known.mtime_nsec() as c_long));
    assert_eq!(file.st_mtim().tv_nsec(), file.nanoseconds());

    // 2001-09-09 01:46:40 was a billion seconds after the start of Unix time.
    let mut time = Time::default();
    let pointer = Pointer::from_mut(&mut time);
    assert_eq!(unsafe { gmtime_r(&1_000_000_000, pointer) }, Some(pointer));
    let read = (time.tm_year(), time.tm_mon(), time.tm_mday(), time.tm_hour(), time.tm_yday());
    assert_eq!(read, (101, 8, 9, 1, 251));
    time.set_tm_hour(2);
    assert_eq!(unsafe { timegm(Pointer::from_mut(&mut time)) }, 1_000_003_600);

    let socket = unsafe { socket(2, 1, 0) };
    let mut address = SocketAddress::zeroed();
    address.set_sin_family(2);
    address.set_address(0x7f00_0001);
    let size = u32::try_from(size_of::<SocketAddress>()).unwrap();
    assert_eq!(unsafe { bind(socket, Pointer::from_mut(&mut address), size) }, 0);
    let (mut given, mut length) = (SocketAddress::zeroed(), size);
    assert_eq!(unsafe { getsockname(socket, Pointer::from_mut(&mut given), &mut length) }, 0);
    assert_eq!((given.sin_family(), given.address(), length), (2, 0x7f00_0001, 16));
    assert_ne!(given.sin_port(), 0);

    // Without the right to set anything this reads; the kernel keeps ticks between 9000 and 11000 microseconds.
    let mut timex = Timex::zeroed();
    assert!(unsafe { adjtimex(Pointer::from_mut(&mut timex)) } >= 0);
    assert!((9_000..=11_000).contains(&timex.tick()), "{}", timex.tick());

    let text = b"a text, a text, a text, a text, a text, a text".repeat(20);
    let (mut packed, mut stream) = ([0_u8; 1000], Stream::zeroed());
    let pointer = Pointer::from_mut(&mut stream);
    unsafe {
        assert_eq!(deflateInit_(pointer, 9, zlibVersion(), size_of::<Stream>() as c_int), 0);
        let fields = pointer.fields();
        assert!(fields.zalloc().is_some(), "zlib has put its own there");
        fields.set_next_in(text.as_ptr());
        fields.set_avail_in(text.len() as c_uint);
        fields.set_next_out(packed.as_mut_ptr());
        fields.set_avail_out(packed.len() as c_uint);
        assert_eq!((deflate(pointer, 4), fields.avail_in(), fields.msg().is_null()), (1, 0, true));
        let (size, mut unpacked, mut length) = (fields.total_out(), vec![0_u8; text.len()], text.len() as c_ulong);
        assert_eq!(size as usize, packed.len() - fields.avail_out() as usize);
        assert_eq!(deflateEnd(pointer), 0);
        assert_eq!(uncompress(unpacked.as_mut_ptr(), &mut length, packed.as_ptr(), size), 0);
        assert_eq!(unpacked, text);
    }
}

/// What is a `float` on machines that are not this one, and a `double` here.
#[ffi::struct_layout(
    layout(name = linux64, cfg(all(target_os = "linux", target_pointer_width = "64")), size = 24, align = 8, holes),
    layout(name = ios32, cfg(all(target_os = "ios", target_pointer_width = "32")), size = 12, align = 4),
    layout(name = shifted, cfg(windows), size = 16, align = 2, packed, holes),
)]
#[derive(Debug, PartialEq, Default)]
pub struct Sample {
    #[ffi(offset = 0, ios32(offset = 0, stored = f32), shifted(offset = 2))]
    value: f64,
    #[ffi(offset = 8, ios32(offset = 4), shifted(offset = 10, stored = u16))]
    count: u32,
    #[ffi(bit = 96, width = 3, ios32(bit = 64, width = 3), shifted(bit = 96, width = 3))]
    flags: u8,
    #[ffi(offset = 16, stored = i16, ios32(absent), shifted(absent))]
    small: i64,
    #[ffi(bit = 144, width = 48, ios32(absent), shifted(absent))]
    rest: u64,
}

fn by_hand() {
    let mut sample = Sample::default();
    sample.set_value(0.1);
    sample.set_count(70_000);
    sample.set_flags(6);
    sample.set_small(-5);
    assert_eq!((sample.value(), sample.count(), sample.flags(), sample.small(), sample.rest()), (0.1, 70_000, 6, -5, 0));
    assert_eq!(size_of::<Sample>(), 24);
    assert_eq!(format!("{sample:?}"), "Sample { value: 0.1, count: 70000, flags: 6, small: -5, rest: 0, .. }");
    let bytes: [u8; 24] = unsafe { core::mem::transmute(sample) };
    assert_eq!((i16::from_ne_bytes([bytes[16], bytes[17]]), bytes[12]), (-5, 6));
    let refused = std::panic::catch_unwind(move || sample.set_small(40_000));
    assert!(refused.is_err(), "40000 is no `i16`");
}

fn main() {
    std::panic::set_hook(Box::new(|info| eprintln!("{info}")));
    everything();
    of_the_system();
    by_hand();
    println!("as C has it");
}
