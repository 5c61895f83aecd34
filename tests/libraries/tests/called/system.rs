//! The C library and the kernel.

use std::ffi::{CStr, c_int, c_void};

called! {
    libc, "libc6-dev is not installed": fn the_c_library_is_called() {
        use library_tests::libc as sys;
        unsafe extern "C" fn descending(a: *const c_void, b: *const c_void) -> c_int {
            // SAFETY: `qsort` passes pointers to elements.
            unsafe { (*b.cast::<i32>()).cmp(&*a.cast::<i32>()) as c_int }
        }
        let mut numbers = [3, 1, 2];
        let mut text = [0; 32];
        // SAFETY: count and size are those of the array; the text has room; the format takes what follows it.
        unsafe {
            let quotient = sys::ldiv(-17, 5);
            assert_eq!((quotient.quot, quotient.rem), (-3, -2));
            sys::qsort(numbers.as_mut_ptr().cast(), 3, 4, Some(descending));
            sys::snprintf(text.as_mut_ptr(), 32, c"%d %.3f %s".as_ptr(), 42, 2.5, c"text".as_ptr());
            let third = sys::strtold(c"0.3333333333333333333".as_ptr(), std::ptr::null_mut());
            assert_eq!(third.to_f64(), 1.0 / 3.0);
            assert_ne!(third, ffi::LongDouble::from(1.0 / 3.0), "more digits than a double has");
        }
        assert_eq!(numbers, [3, 2, 1]);
        // SAFETY: `snprintf` ends it.
        assert_eq!(unsafe { CStr::from_ptr(text.as_ptr()) }, c"42 2.500 text");
    }

    epoll, "libc6-dev is not installed": fn epoll_reads_and_writes_packed_records() {
        use library_tests::epoll as sys;
        let size = size_of::<sys::epoll_event>();
        assert_eq!(size, if cfg!(target_arch = "x86_64") { 12 } else { 16 });
        // SAFETY: the records are alive for the calls, and as many as the calls are told.
        unsafe {
            let epoll = sys::epoll_create1(0);
            let events: Vec<c_int> = (0..3).map(|_| sys::eventfd(0, 0)).collect();
            assert!(epoll >= 0 && events.iter().all(|&event| event >= 0));
            for (i, &event) in (0_u64..).zip(&events) {
                let data = sys::epoll_data { u64_: 0x0123_4567_89ab_cde0 + i };
                let mut record = sys::epoll_event { events: sys::EPOLLIN, data };
                assert_eq!(sys::epoll_ctl(epoll, sys::EPOLL_CTL_ADD as c_int, event, &raw mut record), 0);
            }
            for &event in &events[1..] {
                assert_eq!(sys::eventfd_write(event, 1), 0);
            }
            // The kernel writes an array of them: the second is right only if the size is.
            let mut ready = [sys::epoll_event { events: 0, data: sys::epoll_data { u64_: 0 } }; 3];
            assert_eq!(sys::epoll_wait(epoll, ready.as_mut_ptr(), 3, 1000), 2);
            let mut found = ready.map(|record| { record.data.u64_ });
            found.sort_unstable();
            assert_eq!(found, [0, 0x0123_4567_89ab_cde1, 0x0123_4567_89ab_cde2]);
        }
    }
}

/// Requests are constants, evaluated by clang; what takes one apart are macros with arguments, functions of Rust here.
#[test]
fn requests_of_the_kernel_are_made_and_taken_apart() {
    use library_tests::ioctl as sys;
    let request = sys::FS_IOC_GETFLAGS as u32;
    assert_eq!(sys::_IOC_DIR(request), sys::_IOC_READ);
    assert_eq!(sys::_IOC_TYPE(request), u32::from(b'f'));
    assert_eq!(sys::_IOC_NR(request), 1);
    assert_eq!(sys::_IOC_SIZE(request) as usize, size_of::<std::ffi::c_long>());
    assert_eq!(sys::_IOC(sys::_IOC_READ, u32::from(b'f'), 1, 8), request);
    assert_eq!(sys::WEXITSTATUS(3 << 8), 3);
}

/// Macros that read and write memory go through the shim.
#[test]
fn sets_of_descriptors_are_changed_by_their_macros() {
    use library_tests::ioctl as sys;
    // SAFETY: the set is alive, and has room for these numbers.
    unsafe {
        let mut set: sys::fd_set = std::mem::zeroed();
        sys::FD_SET(70, &raw mut set);
        assert_ne!(sys::FD_ISSET(70, &raw mut set), 0);
        assert_eq!(sys::FD_ISSET(6, &raw mut set), 0);
    }
}

#[test]
fn the_kernel_answers_a_request() {
    use library_tests::ioctl as sys;
    use std::io::Write;
    use std::os::fd::AsRawFd;
    let (reader, mut writer) = std::io::pipe().expect("a pipe");
    writer.write_all(b"seven..").expect("it is written");
    let mut waiting: c_int = 0;
    // SAFETY: the request writes an `int`; `fstat` writes a record of the type's size.
    unsafe {
        assert_eq!(sys::ioctl(reader.as_raw_fd(), sys::FIONREAD.into(), &raw mut waiting), 0);
        assert_eq!(waiting, 7);
        let mut status: sys::stat = std::mem::zeroed();
        assert_eq!(sys::fstat(reader.as_raw_fd(), &raw mut status), 0);
        assert_eq!(sys::S_ISFIFO(status.st_mode), 1);
    }
}
