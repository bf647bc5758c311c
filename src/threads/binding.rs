//! Which processor each member of a team is pinned to.

use crate::Error;
use crate::machine::{Machine, Processor};
use std::cmp::Reverse;
use std::fmt;
use std::str::FromStr;

/// The affinity of a team: which processor each member is pinned to.
///
/// Places are given out among the processors that the thread which makes the team may use, by how they
/// hang together (see [`machine`](crate::machine)). Members beyond the last place begin again at the
/// first. [`places`](Binding::places) tells the places without making a team.
///
/// | | first | then | last |
/// |---|---|---|---|
/// | `Close` | a performance core each, those of a last-level cache together | an efficiency core each | second hardware threads |
/// | `Spread` | a performance core each, packages in turn, then their nodes, then those' caches | an efficiency core each | second hardware threads |
///
/// `Close` is for members that hand each other data, `Spread` for those that each want memory of
/// their own to be fast.
///
/// Bindings are written and read in the words of OpenMP's `OMP_PROC_BIND`, `none` for its `false`, and of
/// `taskset`: `none`, `primary`, `close` and `spread`, or a list of processors.
///
/// ```
/// use hotloop::threads::Binding;
///
/// let binding: Binding = "0-2,7".parse()?;
/// assert_eq!(binding, Binding::Cores(vec![0, 1, 2, 7]));
/// assert_eq!(binding.to_string(), "0-2,7");
/// assert_eq!(Binding::default(), Binding::Close);
/// # Ok::<(), hotloop::Error>(())
/// ```
#[doc(alias("OMP_PROC_BIND", "affinity", "pin", "taskset"))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Binding {
    /// Not pinned: the operating system moves members as it likes, among the processors of the thread
    /// that makes the team. (A member that is pinned makes threads that start on its processor.)
    None,
    /// All on the first place of `Close`, where they take turns, as OpenMP's `primary`: what a program
    /// does on a machine of one core. (The caller of [`Team::spawn`](super::Team::spawn), which is
    /// never pinned, stays where it is.)
    Primary,
    /// One core after the other: neighbours share caches. The default.
    #[default]
    Close,
    /// One core after the other, each as far from the one before as can be.
    Spread,
    /// These processors, by the operating system's numbers, in the order of the members: so that two
    /// teams keep out of each other's way. (OpenMP's `OMP_PLACES`.) The caller of
    /// [`Team::spawn`](super::Team::spawn), who is member 0, is not pinned: the first processor is left
    /// free for it, and it goes there only if the system puts it there.
    /// [`Team::scope`](super::Team::scope) pins all members.
    ///
    /// ```
    /// use hotloop::machine::Machine;
    /// use hotloop::threads::{Binding, Team};
    ///
    /// // A team on each half of the machine.
    /// let places = Binding::Close.places(&Machine::current())?;
    /// let (left, right) = places.split_at(places.len().div_ceil(2));
    /// let reader = Team::spawn(left.len(), Binding::Cores(left.to_vec()))?;
    /// # drop(reader);
    /// # let right = if right.is_empty() { left } else { right };
    /// let writer = Team::spawn(right.len(), Binding::Cores(right.to_vec()))?;
    /// # drop(writer);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    Cores(Vec<usize>),
}

impl Binding {
    /// The numbers of the processors that members are pinned to on that machine, in the order of the
    /// members. None for [`Binding::None`], and where no processor is known.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchProcessor`] if a list names one that is not among those of `machine`, and
    /// [`Error::Zero`] if it names none.
    pub fn places(&self, machine: &Machine) -> Result<Vec<usize>, Error> {
        let processors = &machine.processors;
        Ok(match self {
            Self::None => vec![],
            Self::Primary => close(processors).first().map(number).into_iter().collect(),
            Self::Close => close(processors).iter().map(number).collect(),
            Self::Spread => spread(processors).iter().map(number).collect(),
            Self::Cores(list) => {
                check(list, processors)?;
                list.clone()
            }
        })
    }
}

fn number(processor: &Processor) -> usize {
    processor.number
}

/// Refuses a list that is empty, or that names a processor which is not there.
fn check(list: &[usize], processors: &[Processor]) -> Result<(), Error> {
    let argument = "binding";
    if list.is_empty() {
        return Err(Error::Zero { argument });
    }
    let there = |number: &&usize| processors.iter().any(|it| it.number == **number);
    match list.iter().find(|number| !there(number)) {
        None => Ok(()),
        Some(&found) => {
            let numbers: Vec<_> = processors.iter().map(number).collect();
            let allowed = ranges(&numbers);
            Err(Error::NoSuchProcessor {
                argument,
                found,
                allowed,
            })
        }
    }
}

impl fmt::Display for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.pad("none"),
            Self::Primary => f.pad("primary"),
            Self::Close => f.pad("close"),
            Self::Spread => f.pad("spread"),
            // A list that names none is refused, and must not be read as another binding.
            Self::Cores(list) if list.is_empty() => f.pad("no processor"),
            Self::Cores(list) => f.pad(&ranges(list)),
        }
    }
}

/// Reads what [`Display`](fmt::Display) writes, but for a list that names no processor, or more than
/// 65,536 of them.
impl FromStr for Binding {
    type Err = Error;

    /// # Errors
    ///
    /// [`Error::Unreadable`] for anything else. Whether the processors are there is not asked.
    fn from_str(text: &str) -> Result<Self, Error> {
        Ok(match text {
            "none" => Self::None,
            "primary" => Self::Primary,
            "close" => Self::Close,
            "spread" => Self::Spread,
            list => Self::Cores(numbers(list).ok_or_else(|| {
                let expected = "none, primary, close, spread, or processors as in 0-3,8";
                Error::unreadable("binding", text, expected)
            })?),
        })
    }
}

/// The longest list that is read, so that no range of two numbers asks for all memory.
const MOST_NUMBERS: usize = 1 << 16;

/// The numbers that [`ranges`] writes, at least one.
fn numbers(text: &str) -> Option<Vec<usize>> {
    let mut numbers = vec![];
    for run in text.split(',') {
        let (first, last) = run.split_once('-').unwrap_or((run, run));
        let (first, last) = (digits(first)?, digits(last)?);
        let more = last.checked_sub(first)?;
        if more >= MOST_NUMBERS - numbers.len() {
            return None;
        }
        numbers.extend(first..=last);
    }
    Some(numbers)
}

/// A number of digits alone: Rust's own reader takes a sign.
pub(super) fn digits(text: &str) -> Option<usize> {
    let all = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| all)
}

/// Numbers as `taskset` takes them, those that follow each other as a range: `0-3,8`, or `none`.
fn ranges(numbers: &[usize]) -> String {
    if numbers.is_empty() {
        return "none".into();
    }
    let runs = numbers.chunk_by(|a, b| a.checked_add(1) == Some(*b));
    let runs = runs.map(|run| match run {
        [one] => one.to_string(),
        [first, .., last] => format!("{first}-{last}"),
        [] => String::new(),
    });
    runs.collect::<Vec<_>>().join(",")
}

/// How many of a core's hardware threads come before this one, of those that are there.
fn rank(processor: &Processor, processors: &[Processor]) -> usize {
    let before = |it: &&Processor| it.core == processor.core && it.number < processor.number;
    processors.iter().filter(before).count()
}

/// Places one after the other.
fn close(processors: &[Processor]) -> Vec<Processor> {
    let mut places = processors.to_vec();
    // The rank looks at all others, so it is found once for each.
    places.sort_by_cached_key(|it| {
        let tier = (rank(it, processors), it.kind);
        let neighbourhood = (it.package, it.node, it.cluster);
        (
            tier,
            neighbourhood,
            Reverse(it.capacity),
            it.core,
            it.number,
        )
    });
    places
}

/// Places of packages in turn, of each those of its nodes in turn, and of each of those its clusters'.
fn spread(processors: &[Processor]) -> Vec<Processor> {
    let tier = |it: &Processor| (rank(it, processors), it.kind);
    let close = close(processors);
    let tiers = close.chunk_by(|a, b| tier(a) == tier(b));
    let parts: [Part; 3] = [|it| it.package, |it| it.node, |it| it.cluster];
    tiers.flat_map(|tier| in_turn(tier, &parts)).collect()
}

/// Which part of something a processor is in.
type Part = fn(&Processor) -> Option<usize>;

/// The places of the first kind of parts in turn, those within each by the kinds that follow.
fn in_turn(places: &[Processor], parts: &[Part]) -> Vec<Processor> {
    let [part, smaller @ ..] = parts else {
        return places.to_vec();
    };
    let groups = places.chunk_by(|a, b| part(a) == part(b));
    let groups: Vec<_> = groups.map(|group| in_turn(group, smaller)).collect();
    let longest = groups.iter().map(Vec::len).max().unwrap_or(0);
    let round = |turn| groups.iter().filter_map(move |group| group.get(turn));
    (0..longest).flat_map(round).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::Binding;
    use super::{MOST_NUMBERS, ranges};

    #[test]
    fn numbers_are_written_as_ranges() {
        assert_eq!(ranges(&[]), "none");
        assert_eq!(ranges(&[3]), "3");
        assert_eq!(ranges(&[0, 1, 2, 4, 6, 7]), "0-2,4,6-7");
        assert_eq!(
            ranges(&[3, 2, 2, usize::MAX, 0]),
            format!("3,2,2,{},0", usize::MAX)
        );
    }

    #[test]
    fn a_list_is_read_up_to_a_length() {
        let most = format!("5,0-{}", MOST_NUMBERS - 2);
        let Ok(Binding::Cores(list)) = most.parse() else {
            panic!("it is not too long");
        };
        assert_eq!(list.len(), MOST_NUMBERS);
        for end in [MOST_NUMBERS - 1, usize::MAX] {
            assert!(format!("5,0-{end}").parse::<Binding>().is_err());
        }
        assert!(format!("{most},9").parse::<Binding>().is_err());
    }
}
