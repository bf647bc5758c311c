//! The picture that the heavy function draws, as a file to look at.

use crate::common::scattered;
use hotloop::kernels::heavy::Picture;
use std::fs::File;
use std::io::{self, BufWriter, Write};

/// As many numbers and bins as the tutorial has.
const NUMBERS: usize = 1024 * 1024;
const BINS: usize = 1024;

/// A million uniform numbers in a thousand bins.
pub(crate) fn picture() -> Picture {
    let mut counts = [0; BINS];
    for number in (0..NUMBERS).map(scattered) {
        let bin = number / 4.0 * BINS as f64;
        counts[(bin as usize).min(BINS - 1)] += 1;
    }
    Picture::of_counts(&counts, 0.0, 4.0).expect("there are counts, and a range")
}

/// Writes it as a PNG file.
pub(crate) fn write(picture: &Picture, file: File) -> io::Result<()> {
    let mut file = BufWriter::new(file);
    let mut encoder = png::Encoder::new(&mut file, Picture::WIDTH as u32, Picture::HEIGHT as u32);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(picture.pixels())?;
    writer.finish()?;
    file.flush()
}
