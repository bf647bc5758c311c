//! The executable as a file: its code, the names of its functions, and the lines that code comes from.

use addr2line::{Context, gimli};
use gimli::{Dwarf, EndianSlice, LittleEndian};
use object::{Object, ObjectSection, ObjectSegment, RelocationTarget, SymbolMap, SymbolMapName};
use std::collections::HashMap;

pub(crate) struct Image<'d> {
    file: object::File<'d>,
    symbols: SymbolMap<SymbolMapName<'d>>,
    lines: Context<EndianSlice<'d, LittleEndian>>,
    /// What the file takes for its first address.
    base: u64,
    /// Addresses that are filled in when the program starts: where, and which.
    pointers: HashMap<u64, u64>,
}

/// A line of the sources.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Line {
    pub(crate) file: String,
    pub(crate) number: u32,
}

impl<'d> Image<'d> {
    pub(crate) fn read(bytes: &'d [u8]) -> Result<Self, String> {
        let file = object::File::parse(bytes).map_err(|error| format!("no executable: {error}"))?;
        let section = |id: gimli::SectionId| {
            let section = file.section_by_name(id.name());
            let data = section.and_then(|section| section.data().ok());
            Ok::<_, gimli::Error>(EndianSlice::new(data.unwrap_or(&[]), LittleEndian))
        };
        let lines = Dwarf::load(section).and_then(Context::from_dwarf);
        let relocations = file.dynamic_relocations().into_iter().flatten();
        let absolute = relocations.filter(|(_, it)| it.target() == RelocationTarget::Absolute);
        Ok(Self {
            pointers: absolute.map(|(at, it)| (at, it.addend() as u64)).collect(),
            symbols: file.symbol_map(),
            lines: lines.map_err(|error| format!("no lines: {error}"))?,
            base: file.segments().map(|it| it.address()).min().unwrap_or(0),
            file,
        })
    }

    /// Code from an address to the end of its section.
    pub(crate) fn code(&self, at: u64) -> Option<&'d [u8]> {
        let at = at + self.base;
        self.file.sections().find_map(|section| {
            let start = at.checked_sub(section.address())?;
            section.data().ok()?.get(usize::try_from(start).ok()?..)
        })
    }

    /// The name of the function that an address is in, as the linker knows it.
    pub(crate) fn function(&self, at: u64) -> Option<&'d str> {
        let symbol = self.symbols.before(at + self.base);
        symbol.map(|symbol| symbol.name())
    }

    /// The function that a call through a pointer calls, if the pointer is filled in when the program starts.
    pub(crate) fn pointed(&self, at: u64) -> Option<u64> {
        let to = self.pointers.get(&(at + self.base))?;
        to.checked_sub(self.base)
    }

    /// The first address of the function that an address is in, and its code.
    pub(crate) fn body(&self, at: u64) -> Option<(u64, &'d [u8])> {
        let symbols = self.symbols.symbols();
        let next = symbols.partition_point(|symbol| symbol.address() <= at + self.base);
        let start = symbols.get(next.checked_sub(1)?)?.address() - self.base;
        let code = self.code(start)?;
        let len = symbols.get(next).map(|it| it.address() - self.base - start);
        let len = len.and_then(|len| usize::try_from(len).ok());
        Some((start, &code[..len.unwrap_or(code.len()).min(code.len())]))
    }

    /// All functions with that in their names: where they begin, and their code.
    #[allow(dead_code, reason = "the tests look for functions")]
    pub(crate) fn functions(&self, part: &str) -> Vec<(u64, &'d [u8])> {
        let symbols = self.symbols.symbols().iter();
        let named = symbols.filter(|symbol| symbol.name().contains(part));
        named
            .filter_map(|symbol| self.body(symbol.address() - self.base))
            .collect()
    }

    /// The line of an address, that of whoever has inlined it, and so on.
    pub(crate) fn lines(&self, at: u64) -> Vec<Line> {
        let frames = self.lines.find_frames(at + self.base).skip_all_loads();
        let Ok(mut frames) = frames else {
            return vec![];
        };
        let mut lines = vec![];
        while let Ok(Some(frame)) = frames.next() {
            let line = frame
                .location
                .and_then(|it| Some((it.file?.to_owned(), it.line?)));
            lines.extend(line.map(|(file, number)| Line { file, number }));
        }
        lines
    }
}
