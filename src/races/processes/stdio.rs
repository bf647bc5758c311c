//! Standard input and output without the buffers that `std` puts before them.

use std::fs::File;
use std::io;

/// Standard input and standard output of this process, each call of which is one system call.
///
/// `std`'s own standard input reads 8 KiB at a time, which would batch what is sent one by one, and
/// its standard output holds back what does not end in a line break.
#[cfg(unix)]
pub(in crate::races) fn unbuffered() -> io::Result<(File, File)> {
    use std::os::fd::AsFd;
    let input = io::stdin().as_fd().try_clone_to_owned()?;
    let output = io::stdout().as_fd().try_clone_to_owned()?;
    Ok((input.into(), output.into()))
}

/// Standard input and standard output of this process, each call of which is one system call.
#[cfg(windows)]
pub(in crate::races) fn unbuffered() -> io::Result<(File, File)> {
    use std::os::windows::io::AsHandle;
    let input = io::stdin().as_handle().try_clone_to_owned()?;
    let output = io::stdout().as_handle().try_clone_to_owned()?;
    Ok((input.into(), output.into()))
}

/// There are no processes to be the child of.
#[cfg(not(any(unix, windows)))]
pub(in crate::races) fn unbuffered() -> io::Result<(File, File)> {
    Err(io::ErrorKind::Unsupported.into())
}
