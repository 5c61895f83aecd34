//! Numbers of parameters: 0 to 16.

/// Calls a macro once for each number of parameters, with a type name and a variable name for each parameter.
macro_rules! arities {
    ($each:ident) => {
        arities!(@ $each [] P1 p1 P2 p2 P3 p3 P4 p4 P5 p5 P6 p6 P7 p7 P8 p8 P9 p9 P10 p10 P11 p11 P12 p12 P13 p13 P14 p14 P15 p15 P16 p16);
    };
    (@ $each:ident [$($done:ident)*]) => { $each!($($done)*); };
    (@ $each:ident [$($done:ident)*] $parameter:ident $argument:ident $($rest:ident)*) => {
        $each!($($done)*);
        arities!(@ $each [$($done)* $parameter $argument] $($rest)*);
    };
}
