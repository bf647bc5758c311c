//! What a child is given: the bytes that the protocol names, and of this process nothing that the command
//! does not give it.

use super::myself;
use hotloop::races::processes::Pool;
use hotloop::races::transport::child::Child;
use std::io::{self, Read};

/// The word that says goodbye.
const GOODBYE: [u8; 8] = [0xff; 8];

/// A NaN, whose payload is a message as good as any.
const ODD: f64 = f64::from_bits(0x7ff8_dead_beef_0123);

/// Tasks of a pool of one worker, each shorter than the one before.
const TASKS: [&[f64]; 3] = [&[1.5, -0.0, ODD, f64::MIN_POSITIVE], &[2.0], &[]];

/// Transfers, as items and batches. The buffer of the first is larger.
const TRANSFERS: [(usize, usize); 3] = [(5, 4), (3, 1), (0, 7)];

/// A task is its length and its numbers. Then comes the goodbye, and nothing after it: not what was in a
/// buffer before, nor what lies behind one.
pub(crate) fn a_worker_is_sent_the_numbers_and_no_byte_more() {
    let mut pool = Pool::spawn(1, || myself("expect tasks")).unwrap();
    for task in TASKS {
        assert_eq!(pool.summarize(task).unwrap().length, task.len() as u64);
    }
    pool.close().unwrap();
}

/// Takes the tasks and ends badly if a byte is another. It says that all sums are zero.
pub(crate) fn expect_tasks() -> io::Result<()> {
    super::say(b"+")?;
    for task in TASKS {
        let words = [task.len() as u64].into_iter();
        let words = words.chain(task.iter().map(|x| x.to_bits()));
        expect(&words.flat_map(u64::to_le_bytes).collect::<Vec<_>>())?;
        super::say([task.len() as u64, 0].map(u64::to_le_bytes).as_flattened())?;
    }
    expect_the_end()
}

pub(crate) fn a_receiver_is_sent_the_integers_and_no_byte_more() {
    let mut child = Child::start(&mut myself("expect integers")).unwrap();
    for (items, batch) in TRANSFERS {
        assert!(child.transfer(items, batch).unwrap().is_complete());
    }
    child.close().unwrap();
}

/// Takes the integers and ends badly if a byte is another.
pub(crate) fn expect_integers() -> io::Result<()> {
    super::say(b">")?;
    for (items, batch) in TRANSFERS {
        // A batch is no larger than all there is.
        let order = [items, batch.min(items.max(1))].map(|word| word as u64);
        expect(order.map(u64::to_le_bytes).as_flattened())?;
        super::say(b">")?;
        expect(
            &(0..items as u64)
                .flat_map(u64::to_le_bytes)
                .collect::<Vec<_>>(),
        )?;
        super::say([items as u64; 2].map(u64::to_le_bytes).as_flattened())?;
    }
    expect_the_end()
}

fn expect(bytes: &[u8]) -> io::Result<()> {
    let mut read = vec![0; bytes.len()];
    io::stdin().read_exact(&mut read)?;
    if read == bytes {
        Ok(())
    } else {
        Err(io::Error::other("other bytes"))
    }
}

fn expect_the_end() -> io::Result<()> {
    expect(&GOODBYE)?;
    let mut more = vec![];
    io::stdin().read_to_end(&mut more)?;
    if more.is_empty() {
        Ok(())
    } else {
        Err(io::Error::other("more bytes"))
    }
}

/// The environment is the command's.
#[cfg(target_os = "linux")]
pub(crate) fn a_worker_has_the_environment_of_its_command() {
    let pool = Pool::spawn(1, || {
        let mut command = myself("look around and work");
        command.env_clear().env("ONLY", "this");
        command
    });
    pool.unwrap().close().unwrap();
}

/// Works, unless there is more than there should be.
#[cfg(target_os = "linux")]
pub(crate) fn look_around_and_work() -> io::Result<()> {
    let variables: Vec<_> = std::env::vars_os().collect();
    if variables != [("ONLY".into(), "this".into())] {
        eprintln!("{variables:?}");
        return Err(io::Error::other("more than was given"));
    }
    hotloop::races::processes::serve()
}

/// A pipe that is open in another worker as well would never come to its end, and that one could read it.
#[cfg(target_os = "linux")]
pub(crate) fn a_pipe_belongs_to_one_worker() {
    use std::collections::BTreeSet;
    if super::again::is_emulated() {
        eprintln!(
            "SKIPPED under an emulator, which shows other files: a pipe belongs to one worker"
        );
        return;
    }
    let pipes = |process: &str| -> BTreeSet<_> {
        let files = std::fs::read_dir(format!("/proc/{process}/fd")).unwrap();
        let targets = files.filter_map(|file| std::fs::read_link(file.unwrap().path()).ok());
        let pipes = targets.filter(|target| target.to_string_lossy().starts_with("pipe:"));
        pipes.collect()
    };
    // Those that were there before are anybody's.
    let before = pipes("self");
    let pool = Pool::spawn(3, || myself("work")).unwrap();
    let own = &pipes("self") - &before;
    assert_eq!(own.len(), 6, "{own:?}");
    let workers = super::children();
    let theirs = workers.iter().flat_map(|worker| pipes(&worker.to_string()));
    let theirs: Vec<_> = theirs.filter(|pipe| own.contains(pipe)).collect();
    assert_eq!((workers.len(), theirs.len()), (3, 6), "{theirs:?}");
    pool.close().unwrap();
}
