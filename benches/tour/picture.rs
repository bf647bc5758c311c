//! The picture that the heavy function draws, as a file to look at.

use hotloop::kernels::heavy::{self, Picture};
use std::fs::File;
use std::io::{self, BufWriter, Write};

/// That of the tutorial's seed: a million uniform numbers in a thousand bins.
pub(crate) fn picture() -> Picture {
    heavy::difficult_function(10, 1024, 1024).expect("there are bins, and not too many numbers")
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
