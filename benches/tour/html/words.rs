//! What the page says before what it shows.

/// A part of the page: its anchor, its title, and its sentences, as HTML.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) text: &'static str,
}

pub(crate) const READING: &str = "\
Every loop of hotloop is a ladder of functions with the same arguments and the same answer. \
<b>checked</b> is the plain indexed loop, <b>unchecked</b> the same without bounds checks, <b>simd</b> works on \
eight numbers at a time, and <b>threaded</b> shares that out to one thread a core. \
Times are nanoseconds an element: the bar is the least that was measured, its whisker ends at the median, and \
shorter is better. \
An upright line across a bar is the limit that binds the rung, measured on this machine in the same seconds: \
memory, a cache, or arithmetic. \
A rung at 100&#160;% of its limit cannot become faster on this machine. \
Where bars are of very different lengths the scale is logarithmic, and says so. \
Times wander by a few percent from run to run on a quiet machine, and by more on a shared one; ratios are steadier.";

pub(crate) const LIMITS: Part = Part {
    id: "limits",
    title: "Limits of this machine",
    text: "The best that any of several loops has reached: memory read, copied and written; loads from the \
           first-level cache; multiply-adds in registers; a cache line sent to another core and back. What ends \
           in <i>_1</i> is one core, and what ends in <i>_all</i> all of them.",
};

pub(crate) const ROOFLINE: Part = Part {
    id: "roofline",
    title: "Roofline",
    text: "A loop that makes few operations of each byte is bound by memory, which is a slope here; one that makes \
           many is bound by arithmetic, which is flat. Every dot is a rung. The rungs of a ladder stand above \
           each other, the faster the higher, and those above the slope of memory work in a cache. Both axes \
           are logarithmic. Operations and bytes are those of the formula, whatever a rung makes of it, and the \
           roofs are those of 64-bit numbers.",
};

pub(crate) const BYTES: Part = Part {
    id: "bytes",
    title: "Bytes a second",
    text: "Every case that reads or writes arrays, rung by rung: elements a second times the bytes that an element \
           has to move. Loops without floating-point operations have their place here, and not above.",
};

pub(crate) const LADDERS: Part = Part {
    id: "ladders",
    title: "Ladders",
    text: "Nanoseconds an element, how many times as fast as <i>checked</i> a rung is, and how much of its limit it \
           reaches.",
};

pub(crate) const MEMBERS: Part = Part {
    id: "members",
    title: "Speed-up over members",
    text: "What more threads make of a loop. Where one core is enough to keep memory busy, they gain little.",
};

pub(crate) const CLIFFS: Part = Part {
    id: "cliffs",
    title: "Cliffs",
    text: "The time of an element over the length of the input, both logarithmic. A step up is a cache that input \
           and output no longer fit into (dashed: where they are as large as it is). The slope on the left is \
           the cost of a call, or of waking other threads, shared out to more and more elements.",
};

pub(crate) const RACES: Part = Part {
    id: "races",
    title: "Counters and locks",
    text: "What it costs several threads to count together; striped bars are counters that came out wrong. And the \
           time from one acquisition of a lock to the next, whoever makes it.",
};

pub(crate) const TRANSPORTS: Part = Part {
    id: "transports",
    title: "Transports and pools",
    text: "What an integer costs on its way to another thread, or to another process; and what it takes to make a \
           pool of threads or processes, to use it for nothing, and for a sum.",
};

pub(crate) const SCHEDULES: Part = Part {
    id: "schedules",
    title: "Schedules",
    text: "Who does how much of a loop whose iterations grow longer, and what handing out an even one costs.",
};

pub(crate) const FIT: Part = Part {
    id: "fit",
    title: "A whole fit",
    text: "The tutorial's mixture, from start to end.",
};

pub(crate) const PICTURES: Part = Part {
    id: "pictures",
    title: "Pictures",
    text: "What some of the loops compute, and who computes it when.",
};
