//! Two types side by side: what tokens show of the Rust one, and the C one.

use ffi_abi::{CType, FloatKind, IntKind, Layout, Target};
use ffi_grammar::Code;
use ffi_grammar::checked::Finding;
use ffi_grammar::declared::{At, Declared, Root, in_words};
use ffi_grammar::manifest::SizeAlign;
use ffi_grammar::shape::{Shape, Step, written};

use super::spell;
use crate::declarations::Resolver;

/// The comparison of one item.
pub(super) struct Compare<'a, 'd> {
    pub(super) target: &'a Target,
    pub(super) resolver: &'a Resolver<'d>,
    /// The item.
    pub(super) declared: &'a Declared,
    /// Its name.
    pub(super) name: String,
    pub(super) faults: Vec<Finding>,
    pub(super) layouts: Vec<(At, SizeAlign)>,
}

/// A part of a declaration.
#[derive(Clone)]
pub(super) struct Part {
    root: Root,
    steps: Vec<Step>,
}

impl Part {
    pub(super) fn below(&self, step: Step) -> Part {
        Part { root: self.root, steps: [&self.steps[..], &[step]].concat() }
    }

    fn at(&self) -> At {
        At::Type(self.root, self.steps.clone())
    }

    /// Whether the value is somewhere else, and only its address is passed.
    fn is_behind_pointer(&self) -> bool {
        matches!(self.steps.last(), Some(Step::Pointee | Step::Element))
    }
}

impl<'a, 'd> Compare<'a, 'd> {
    pub(super) fn new(target: &'a Target, resolver: &'a Resolver<'d>, declared: &'a Declared) -> Compare<'a, 'd> {
        Compare { target, resolver, declared, name: declared.name.to_string(), faults: Vec::new(), layouts: Vec::new() }
    }

    /// One that has found nothing yet.
    pub(super) fn fresh(&self) -> Compare<'a, 'd> {
        Compare::new(self.target, self.resolver, self.declared)
    }

    pub(super) fn fault(&mut self, at: At, code: Code, arguments: impl IntoIterator<Item = String>) {
        self.faults.push(Finding { at, code, arguments: arguments.into_iter().collect() });
    }

    pub(super) fn spell(&self, c: &CType) -> Option<String> {
        spell::spell(self.target, self.resolver, c)
    }

    /// Compares what stands at a root.
    pub(super) fn value(&mut self, rust: &Shape, c: &CType, root: Root) {
        self.part(rust, c, &Part { root, steps: Vec::new() });
    }

    pub(super) fn differs(&mut self, part: &Part, code: Code, sides: [String; 2], c: &CType) {
        let hint = match (self.spell(c), self.resolver.shallow(c)) {
            (Some(text), _) => format!("write `{text}`"),
            (None, CType::Named(name)) => format!("write the name of a `#[repr(C)]` type that stands for `{name}`"),
            (None, other) => format!("write the Rust type that stands for `{other}`"),
        };
        let words = in_words(&self.name, part.root, &part.steps);
        let [rust, c] = sides;
        self.fault(part.at(), code, [words, rust, c, hint]);
    }

    /// A part as the author wrote it.
    fn written(&self, part: &Part) -> String {
        written(self.declared.tokens(&part.at(), &proc_macro2::TokenStream::new()))
    }

    fn other_kind(&mut self, part: &Part, rust: &Shape, c: &CType) {
        let sides = [self.kind_of_shape(rust), self.kind(c)];
        self.differs(part, Code::OtherKind, sides, c);
    }

    /// A type that tokens do not show has to have the size of its counterpart.
    fn assume(&mut self, part: &Part, c: &CType, align: bool) {
        let layout = self.resolver.ty(c).ok().and_then(|c| Layout::of(self.target, &c).ok());
        if let Some(layout) = layout {
            let layout = SizeAlign::from(layout);
            self.layouts.push((part.at(), SizeAlign { align: if align { layout.align } else { 0 }, ..layout }));
        }
    }

    pub(super) fn part(&mut self, rust: &Shape, c: &CType, part: &Part) {
        let behind = part.is_behind_pointer();
        let whole = c;
        let c = &self.resolver.shallow(c);
        match (rust, c) {
            // `void *` is a pointer to anything, on either side.
            (_, CType::Void) | (Shape::Void, _) if behind => {}
            (Shape::Void | Shape::Never, CType::Void) => {}
            (Shape::Unknown, _) => self.unknown(part, c, behind),
            (Shape::Scalar(CType::Int(rust)), _) => self.integer(*rust, c, whole, part),
            (Shape::Scalar(CType::Bool), CType::Bool) => {}
            (Shape::Scalar(CType::Float(a)), CType::Float(b)) => self.float(*a, *b, whole, part),
            (Shape::Scalar(a), c) => {
                let same = self.resolver.ty(c).is_ok_and(|c| *a == c);
                if !same {
                    self.other_kind(part, rust, whole);
                }
            }
            (Shape::Array(element), CType::Array { element: c, length }) => {
                let before = self.faults.len();
                self.part(element, c, &part.below(Step::Element));
                if length.is_some() && !behind && self.faults.len() == before {
                    self.assume(part, whole, false);
                }
            }
            // What a pointer points to is the first of so many.
            (Shape::Array(_), CType::Record(_)) if behind => {}
            (Shape::Array(_), CType::Named(_)) if behind => {}
            (Shape::Array(element), _) if behind => self.part(element, c, &part.below(Step::Element)),
            (_, CType::Array { element, .. }) if behind => self.part(rust, element, part),
            (Shape::Pointer { to, constant }, CType::Pointer { pointee, constant: c_constant }) => {
                self.pointer((to, *constant), (pointee, *c_constant), whole, part);
            }
            (Shape::Function(function), CType::Pointer { pointee, .. }) => match &self.resolver.shallow(pointee) {
                CType::Function(signature) => self.callback(function, signature, whole, part),
                CType::Void => {}
                _ => self.other_kind(part, rust, whole),
            },
            (Shape::Void | Shape::Never | Shape::Array(_) | Shape::Pointer { .. } | Shape::Function(_), _) => {
                self.other_kind(part, rust, whole);
            }
        }
    }

    fn unknown(&mut self, part: &Part, c: &CType, behind: bool) {
        match c {
            // Not of a size of its own: often a stand-in for something that is not described.
            CType::Record(_) | CType::Named(_) | CType::Array { .. } | CType::Function(_) if behind => {}
            CType::Int(IntKind::Char | IntKind::SChar | IntKind::UChar | IntKind::Int8 | IntKind::UInt8) if behind => {}
            _ if behind => self.assume(part, c, false),
            _ => self.assume(part, c, true),
        }
    }

    fn integer(&mut self, rust: IntKind, c: &CType, whole: &CType, part: &Part) {
        let target = self.target;
        let (kind, is_enum) = match c {
            CType::Int(kind) => (*kind, false),
            CType::Enum(item) => (item.underlying, true),
            CType::Named(_) => match self.resolver.ty(c) {
                Ok(CType::Enum(item)) => (item.underlying, true),
                Ok(_) | Err(_) => return self.other_kind(part, &Shape::Scalar(CType::Int(rust)), whole),
            },
            // A byte holds what a `bool` may be, and whatever else C leaves there.
            CType::Bool if rust == IntKind::UInt8 => return,
            CType::Void
            | CType::Bool
            | CType::Float(_)
            | CType::Complex(_)
            | CType::Vector { .. }
            | CType::Pointer { .. }
            | CType::Function(_)
            | CType::Array { .. }
            | CType::Record(_) => return self.other_kind(part, &Shape::Scalar(CType::Int(rust)), whole),
        };
        let bytes = |n: u64| if n == 1 { "1 byte".to_owned() } else { format!("{n} bytes") };
        let sizes = [rust.size(target), kind.size(target)];
        if sizes[0] != sizes[1] {
            return self.differs(part, Code::OtherSize, sizes.map(bytes), whole);
        }
        // The sign of an enumeration is the compiler's choice; text behind a pointer is bytes to Rust.
        let text = part.is_behind_pointer() && (kind == IntKind::Char || rust == IntKind::Char);
        let sign = |signed: bool| (if signed { "signed" } else { "unsigned" }).to_owned();
        let signs = [rust.signed(target), kind.signed(target)];
        if signs[0] != signs[1] && !is_enum && !text {
            self.differs(part, Code::OtherSign, signs.map(sign), whole);
        }
    }

    fn float(&mut self, rust: FloatKind, c: FloatKind, whole: &CType, part: &Part) {
        let (sizes, formats) = ([rust.size(self.target), c.size(self.target)], [rust.format(self.target), c.format(self.target)]);
        if formats[0] == formats[1] && sizes[0] == sizes[1] {
            return;
        }
        if sizes[0] == sizes[1] || rust == FloatKind::LongDouble || c == FloatKind::LongDouble {
            return self.other_kind(part, &Shape::Scalar(CType::Float(rust)), whole);
        }
        self.differs(part, Code::OtherSize, sizes.map(|n| format!("{n} bytes")), whole);
    }

    fn pointer(&mut self, rust: (&Shape, Option<bool>), c: (&CType, bool), whole: &CType, part: &Part) {
        let ((to, constant), (pointee, c_constant)) = (rust, c);
        let pointee = &self.resolver.shallow(pointee);
        // Where one side ends in something that is not known, there is nothing to count.
        if let (Some(a), Some(b)) = (levels_of_shape(to), self.levels(pointee)) {
            if a != b {
                let levels = |n: usize| format!("{} {} of pointers", n + 1, if n == 0 { "level" } else { "levels" });
                return self.differs(part, Code::OtherDepth, [levels(a), levels(b)], whole);
            }
        }
        if matches!(pointee, CType::Function(_)) {
            // The address of code: a pointer to anything else would be read.
            if *to != Shape::Void {
                self.other_kind(part, &Shape::Pointer { to: to.clone().into(), constant }, whole);
            }
            return;
        }
        if constant.is_some_and(|constant| constant != c_constant) {
            let data = |constant: bool| (if constant { "constant data" } else { "data that may be written" }).to_owned();
            let hint = format!("write `{}`", with_constness(&self.written(part), c_constant));
            let arguments = [in_words(&self.name, part.root, &part.steps), data(!c_constant), data(c_constant), hint];
            self.fault(part.at(), Code::OtherConst, arguments);
            return;
        }
        self.part(to, pointee, &part.below(Step::Pointee));
    }

    /// Levels of pointers to data; `None` where they end in something that may be anything.
    fn levels(&self, c: &CType) -> Option<usize> {
        match c {
            CType::Void => None,
            CType::Pointer { pointee, .. } => match self.resolver.shallow(pointee) {
                CType::Function(_) => None,
                pointee => self.levels(&pointee).map(|levels| levels + 1),
            },
            _ => Some(0),
        }
    }

    pub(super) fn kind_of_shape(&self, rust: &Shape) -> String {
        match rust {
            Shape::Never => "`!`".to_owned(),
            Shape::Void => "nothing".to_owned(),
            Shape::Scalar(c) => self.kind(c),
            Shape::Pointer { .. } => "a pointer".to_owned(),
            Shape::Function(_) => "a pointer to a function".to_owned(),
            Shape::Array(_) => "an array".to_owned(),
            Shape::Unknown => "a type of another name".to_owned(),
        }
    }

    /// What a C type is, in a few words.
    pub(super) fn kind(&self, c: &CType) -> String {
        match &self.resolver.shallow(c) {
            CType::Void => "nothing".to_owned(),
            CType::Bool => "`bool`".to_owned(),
            CType::Int(_) => "an integer".to_owned(),
            CType::Float(FloatKind::Float | FloatKind::Double) => "a floating-point number".to_owned(),
            other @ CType::Float(_) => format!("`{other}`"),
            CType::Complex(_) => "a complex number".to_owned(),
            CType::Vector { .. } => "a vector".to_owned(),
            CType::Pointer { pointee, .. } => match self.resolver.shallow(pointee) {
                CType::Function(_) => "a pointer to a function".to_owned(),
                _ => "a pointer".to_owned(),
            },
            CType::Function(_) => "a function".to_owned(),
            CType::Array { .. } => "an array".to_owned(),
            CType::Enum(_) => "an enumeration".to_owned(),
            other @ (CType::Record(_) | CType::Named(_)) => format!("`{other}`"),
        }
    }
}

/// A pointer as it is written, to constant data or not.
fn with_constness(written: &str, constant: bool) -> String {
    let forms = [("*mut ", "*const "), ("&mut ", "&")];
    forms
        .into_iter()
        .find_map(|(mutable, shared)| {
            let (from, to) = if constant { (mutable, shared) } else { (shared, mutable) };
            written.strip_prefix(from).map(|rest| format!("{to}{rest}"))
        })
        .unwrap_or_else(|| {
            // A lifetime, or a wrapper around a reference.
            let (from, to) = if constant { ("mut ", "") } else { ("&", "&mut ") };
            written.replacen(from, to, 1)
        })
}

fn levels_of_shape(shape: &Shape) -> Option<usize> {
    match shape {
        Shape::Void | Shape::Unknown => None,
        Shape::Array(element) => levels_of_shape(element),
        Shape::Pointer { to, .. } => levels_of_shape(to).map(|levels| levels + 1),
        Shape::Never | Shape::Scalar(_) | Shape::Function(_) => Some(0),
    }
}
