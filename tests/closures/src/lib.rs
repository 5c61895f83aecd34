//! Closures under load: threads make, call and drop them while threads that Rust did not start call them, late as well.

use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::mem::transmute;
use std::ptr::null;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use ffi::Closure;
use ffi::closure::convention::Convention;
use ffi::closure::{Abort, Fault, FaultKind, Options, OrElse, options, set_quarantine};

unsafe extern "C" {
    fn pthread_create(
        thread: *mut usize,
        attributes: *const c_void,
        start: unsafe extern "C" fn(*mut c_void) -> *mut c_void,
        data: *mut c_void,
    ) -> c_int;
    fn pthread_join(thread: usize, result: *mut *mut c_void) -> c_int;
}

/// The type of every closure here.
pub type Function = unsafe extern "C" fn(u64) -> u64;

/// What a call returns that comes too late.
const LATE: u64 = u64::MAX;

/// Places where the pointers of closures are.
const PLACES: usize = 256;

/// What all threads share.
#[derive(Debug)]
struct World {
    pointers: [AtomicUsize; PLACES],
    /// Number of drops so far, as a clock.
    drops: AtomicUsize,
    /// What it showed when a caller's call began, and when an owner dropped the closure whose pointer is still in its place; `usize::MAX`
    /// otherwise. Callers first.
    since: Vec<AtomicUsize>,
    /// Calls that threads of C are to make.
    wanted: usize,
    quarantine: usize,
    stop: AtomicBool,
    /// Functions that were made, that ran, that were dropped.
    made: AtomicUsize,
    ran: AtomicUsize,
    dropped: AtomicUsize,
    /// Calls by callers that reached a function, and that were late.
    answered: AtomicUsize,
    late: AtomicUsize,
    /// Late calls that handlers were told of: by itself, as handlers live for as long as the quarantine of their slots.
    told: Arc<AtomicUsize>,
}

/// What a closure captures: it is seen to be dropped, and not to be used afterwards.
struct Captured {
    world: Arc<World>,
    alive: u64,
}

const ALIVE: u64 = 0x600d_600d_600d_600d;

impl Drop for Captured {
    fn drop(&mut self) {
        assert_eq!(std::mem::replace(&mut self.alive, 0), ALIVE, "dropped once");
        self.world.dropped.fetch_add(1, Ordering::Relaxed);
    }
}

/// What came of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Summary {
    /// Closures made, each of which was dropped.
    pub made: usize,
    /// Calls that reached a function.
    pub answered: usize,
    /// Calls that reached a fallback.
    pub late: usize,
}

/// Half of `threads` make, call and drop closures; the others, which Rust did not start, call them. About `operations` in all.
///
/// # Panics
/// If a call is lost, a function is called that was dropped, or one is not dropped; if a handler is not told of a late call.
#[must_use]
pub fn stress(threads: usize, operations: usize) -> Summary {
    stress_of(options, threads, operations)
}

/// The same for closures of another convention, or whose calls come in another way.
///
/// # Panics
/// As [`stress`].
#[must_use]
pub fn stress_of<K>(options: fn() -> Options<K, Abort>, threads: usize, operations: usize) -> Summary
where
    K: Convention<(u64,), u64, Pointer = Function> + 'static,
{
    let quarantine = (operations / 50).max(64);
    set_quarantine(quarantine);
    let callers = threads / 2;
    let world = Arc::new(World {
        pointers: std::array::from_fn(|_| AtomicUsize::new(0)),
        drops: AtomicUsize::new(0),
        since: (0..threads).map(|_| AtomicUsize::new(usize::MAX)).collect(),
        wanted: operations / 2,
        quarantine,
        stop: AtomicBool::new(false),
        made: AtomicUsize::new(0),
        ran: AtomicUsize::new(0),
        dropped: AtomicUsize::new(0),
        answered: AtomicUsize::new(0),
        late: AtomicUsize::new(0),
        told: Arc::default(),
    });
    let foreign: Vec<usize> = (0..callers).map(|number| start_caller(&world, number)).collect();
    // A closure is three operations here, and about as many calls come from the others.
    let owners = threads - callers;
    let each = operations / (6 * owners);
    let threads: Vec<_> = (0..owners)
        .map(|number| {
            let world = world.clone();
            thread::spawn(move || own(options, &world, callers + number, each))
        })
        .collect();
    let called: usize = threads.into_iter().map(|thread| thread.join().expect("no panic")).sum();
    world.stop.store(true, Ordering::Relaxed);
    for thread in foreign {
        // SAFETY: a thread that was started and not joined.
        assert_eq!(unsafe { pthread_join(thread, std::ptr::null_mut()) }, 0);
    }
    let counts = [&world.made, &world.ran, &world.dropped, &world.answered, &world.late, &*world.told];
    let [made, ran, dropped, answered, late, told] = counts.map(|count| count.load(Ordering::Relaxed));
    assert_eq!(dropped, made, "every function was dropped");
    assert_eq!(ran, answered + called, "no call was lost, none was made twice");
    assert_eq!(told, late, "a handler is told of each call that comes too late");
    assert_eq!(Arc::strong_count(&world), 1, "nothing holds what was captured");
    Summary { made, answered: answered + called, late }
}

/// A fixed sequence of numbers.
fn random(state: &Cell<u64>) -> usize {
    let mut x = state.get();
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    state.set(x);
    (x >> 16) as usize
}

/// Makes closures, calls them, and drops them after a while. Says how many calls it made.
fn own<K>(options: fn() -> Options<K, Abort>, world: &Arc<World>, number: usize, count: usize) -> usize
where
    K: Convention<(u64,), u64, Pointer = Function>,
{
    let state = Cell::new((number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mut owner = Owner { world, number, stale: None };
    let mut window: Vec<Option<(usize, Closure<Function>)>> = (0..16).map(|_| None).collect();
    let mut turn = 0;
    while turn < count || world.late.load(Ordering::Relaxed) + world.answered.load(Ordering::Relaxed) < world.wanted {
        turn += 1;
        let captured = Captured { world: world.clone(), alive: ALIVE };
        world.made.fetch_add(1, Ordering::Relaxed);
        let told = world.told.clone();
        let late = move |fault: &Fault<'_>| {
            assert_eq!(fault.kind(), FaultKind::Late);
            told.fetch_add(1, Ordering::Relaxed);
            LATE
        };
        let closure = options()
            .fallback(OrElse::new(late))
            .owned(move |n: u64| {
                assert_eq!(captured.alive, ALIVE);
                captured.world.ran.fetch_add(1, Ordering::Relaxed);
                n ^ captured.alive
            })
            .expect("a thunk");
        // SAFETY: alive.
        assert_eq!(unsafe { closure.as_ptr()(turn as u64) }, turn as u64 ^ ALIVE);
        let place = random(&state) % PLACES;
        world.pointers[place].store(closure.as_ptr() as usize, Ordering::SeqCst);
        let index = random(&state) % window.len();
        let old = window[index].replace((place, closure));
        owner.drop_late(old);
        if turn >= count {
            thread::yield_now();
        }
    }
    window.into_iter().for_each(|old| owner.drop_late(old));
    owner.forget_pointer();
    turn
}

/// A thread that drops closures while others may be calling them or about to.
struct Owner<'a> {
    world: &'a World,
    number: usize,
    /// Place and pointer of the closure that was dropped last, which others still find.
    stale: Option<(usize, usize)>,
}

impl Owner<'_> {
    fn forget_pointer(&mut self) {
        if let Some((place, pointer)) = self.stale.take() {
            let _ = self.world.pointers[place].compare_exchange(pointer, 0, Ordering::SeqCst, Ordering::Relaxed);
            self.world.since[self.number].store(usize::MAX, Ordering::SeqCst);
        }
    }

    /// Drops a closure, and leaves its pointer where it is until the next one is dropped.
    fn drop_late(&mut self, old: Option<(usize, Closure<Function>)>) {
        let Some((place, closure)) = old else { return };
        self.forget_pointer();
        // A caller that is held up for longer than the quarantine would be an error of the program: the clock waits for it.
        let world = self.world;
        let now = loop {
            let now = world.drops.load(Ordering::SeqCst);
            if world.since.iter().all(|since| now.saturating_sub(since.load(Ordering::SeqCst)) < world.quarantine / 4) {
                break now;
            }
            thread::yield_now();
        };
        world.since[self.number].store(now, Ordering::SeqCst);
        world.drops.fetch_add(1, Ordering::SeqCst);
        self.stale = Some((place, closure.as_ptr() as usize));
        drop(closure);
    }
}

fn start_caller(world: &Arc<World>, number: usize) -> usize {
    let data = Box::into_raw(Box::new((world.clone(), number)));
    let mut thread = 0;
    // SAFETY: the data is the thread's.
    assert_eq!(unsafe { pthread_create(&mut thread, null(), call, data.cast()) }, 0);
    thread
}

/// What a thread of C does.
unsafe extern "C" fn call(data: *mut c_void) -> *mut c_void {
    // SAFETY: what `start_caller` made.
    let (world, number) = *unsafe { Box::from_raw(data.cast::<(Arc<World>, usize)>()) };
    let state = Cell::new(number as u64 + 77);
    let mut turn = 0_u64;
    while !world.stop.load(Ordering::Relaxed) {
        turn += 1;
        world.since[number].store(world.drops.load(Ordering::SeqCst), Ordering::SeqCst);
        let pointer = world.pointers[random(&state) % PLACES].load(Ordering::SeqCst);
        if pointer == 0 {
            world.since[number].store(usize::MAX, Ordering::SeqCst);
            thread::yield_now();
            continue;
        }
        // SAFETY: the address of a closure of this type, alive or in quarantine.
        let result = unsafe { transmute::<usize, Function>(pointer)(turn) };
        world.since[number].store(usize::MAX, Ordering::SeqCst);
        match result {
            LATE => world.late.fetch_add(1, Ordering::Relaxed),
            _ => {
                assert_eq!(result, turn ^ ALIVE);
                world.answered.fetch_add(1, Ordering::Relaxed)
            }
        };
    }
    std::ptr::null_mut()
}
