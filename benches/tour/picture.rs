//! The picture that the heavy function draws, as a file to look at, and for the report.

use crate::html::Figure;
use hotloop::kernels::heavy::{self, Picture};
use std::io::{self, BufWriter, Write};

/// That of the tutorial's seed: a million uniform numbers in a thousand bins.
pub(crate) fn picture() -> Picture {
    heavy::difficult_function(10, 1024, 1024).expect("there are bins, and not too many numbers")
}

/// Writes it as a PNG file.
pub(crate) fn write(picture: &Picture, file: impl Write) -> io::Result<()> {
    let mut file = BufWriter::new(file);
    let mut encoder = png::Encoder::new(&mut file, Picture::WIDTH as u32, Picture::HEIGHT as u32);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(picture.pixels())?;
    writer.finish()?;
    file.flush()
}

/// The same inside of a page.
pub(crate) fn figure() -> Figure {
    let mut file = vec![];
    write(&picture(), &mut file).expect("memory takes everything");
    let (width, height) = (Picture::WIDTH, Picture::HEIGHT);
    Figure {
        title: "What the heavy function draws".into(),
        caption: "A million uniform numbers in a thousand bins, as the tutorial's seed has them"
            .into(),
        body: format!(
            "<div class=\"picture\"><svg role=\"img\" aria-label=\"a histogram\" viewBox=\"0 0 {width} {height}\">\
             <title>a histogram</title><image width=\"{width}\" height=\"{height}\" \
             href=\"data:image/png;base64,{}\"/></svg></div>\n",
            base64(&file)
        ),
    }
}

/// Six bits a letter (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |i: usize| u32::from(three.get(i).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for letter in 0..4 {
            let six = bits >> (18 - 6 * letter) & 63;
            let is_there = letter <= three.len();
            text.push(if is_there {
                char::from(LETTERS[six as usize])
            } else {
                '='
            });
        }
    }
    text
}
