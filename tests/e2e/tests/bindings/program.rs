//! Calls what `hard.h` declares and compares what comes back.

mod sys {
    ffi::bindings!("hard");
}

use ffi::{Complex, Half, LongDouble, Vector};

fn long(value: f64) -> LongDouble {
    LongDouble::from(value)
}

fn long_doubles() {
    unsafe {
        assert_eq!(sys::triple(long(1.5)), long(4.5));
        let reading = sys::raise(sys::reading { channel: 6, value: long(0.5) }, long(2.0));
        assert_eq!((reading.channel, reading.value), (7, long(2.5)));
        let (plus, times) = (sys::pick(0), sys::pick(1));
        assert!(plus.is_some() && plus != times && sys::pick(2).is_none());
        assert_eq!(sys::apply(plus, long(1.0), 4), long(5.0));
        assert_eq!(sys::apply(times, long(1.5), 4), long(6.0));
        assert_eq!(sys::apply(None, long(1.5), 4), long(-1.0));
        let mut table = sys::table { count: 0, entries: [None; 2] };
        assert_eq!(sys::fill(&mut table), 2);
        assert_eq!(table.entries, [plus, times]);
        assert_eq!(sys::run(&table, 1, long(2.0)), long(20.0));
        assert_eq!((&raw const sys::level).read(), long(1.25));
    }
}

fn complex_vectors_and_halves() {
    unsafe {
        assert_eq!(sys::turn(Complex::new(1.0, 2.0)), Complex::new(-2.0, 1.0));
        assert_eq!(sys::turnf(Complex::new(1.0, 2.0), 10.0), Complex::new(8.0, 1.0));
        assert_eq!(sys::turnl(Complex::new(long(1.0), long(2.0))), Complex::new(long(-2.0), long(1.0)));
        let (v, add) = (Vector::new([1.0_f32, 2.0, 3.0, 4.0]), Vector::new([0.5_f32; 4]));
        assert_eq!(sys::scale(v, 2.0, add), Vector::new([2.5, 4.5, 6.5, 8.5]));
        let mut list = [v, add];
        sys::scale_all(list.as_mut_ptr(), 2, 2.0);
        assert_eq!(list[1], Vector::new([1.0; 4]));
        assert_eq!(sys::halve(Half::from_f32(3.0)).to_f32(), 1.5);
    }
}

fn layouts() {
    let mut both = sys::both::zeroed();
    both.set_c(7);
    both.set_i(-100_000);
    both.set_s(-3);
    let both = unsafe { sys::shift(both, 2) };
    assert_eq!((both.c(), both.i(), both.s()), (9, -100_002, -6));
    let mut holder = sys::holder::zeroed();
    holder.set_c(3);
    holder.set_held(sys::holder_held { i: 42 });
    assert_eq!(unsafe { sys::look(holder, 5) }, 34_205);
    let mut member = sys::member_packed::zeroed();
    member.set_c(1);
    member.set_i(20);
    member.set_s(300);
    assert_eq!(unsafe { sys::member_sum(member, &member) }, 642);
}

fn bit_fields() {
    let mut bits: sys::bits = unsafe { std::mem::zeroed() };
    bits.set_a(-2);
    bits.set_b(0b10101);
    bits.set_on(true);
    bits.set_wide(-123_456_789_012);
    bits.rest = 9;
    assert_eq!((bits.a(), bits.b(), bits.on(), bits.wide()), (-2, 0b10101, true, -123_456_789_012));
    let back = unsafe { sys::negate(bits) };
    assert_eq!((back.a(), back.b(), back.on(), back.wide(), back.rest), (2, 0b01010, false, 123_456_789_012, 10));
    unsafe { sys::set_bits(&mut bits, 3, 31, 0, -1) };
    assert_eq!((bits.a(), bits.b(), bits.on(), bits.wide(), bits.rest), (3, 31, false, -1, 9));
}

fn records() {
    let number = |kind, value| sys::variant { kind, __bindgen_anon_1: value };
    unsafe {
        assert_eq!(sys::value(number(0, sys::variant__bindgen_ty_1 { number: -5 })), -5.0);
        assert_eq!(sys::value(number(1, sys::variant__bindgen_ty_1 { real: 2.5 })), 2.5);
        let pair = sys::pair(-7, 12);
        let halves = pair.__bindgen_anon_1.__bindgen_anon_1;
        assert_eq!((pair.kind, halves.low, halves.high), (2, -7, 12));
        assert_eq!(sys::value(pair), -6988.0);
        #[repr(C)]
        struct Three(u32, [i16; 3]);
        let blob = Three(3, [10, -20, 300]);
        assert_eq!(sys::sum_blob((&raw const blob).cast()), 290);
    }
}

fn functions() {
    unsafe {
        assert_eq!(sys::renamed(1), 101);
        assert_eq!(sys::type_(6, 7), 42);
        assert_eq!(sys::microsoft(1, 2.5, c"A".as_ptr()), 68.5);
        assert_eq!(sys::total(3, 1, 20, 300), 321);
    }
}

fn main() {
    long_doubles();
    complex_vectors_and_halves();
    layouts();
    bit_fields();
    records();
    functions();
    println!("as C has it");
}
