//! `HOTLOOP_LEVEL`, as a process meets it: this test starts itself again with the variable set.

#[path = "common/again.rs"]
mod again;

use hotloop::simd::Level;

#[test]
fn these_levels_are_tested() {
    // Shown by `--nocapture`, so that a level that this machine lacks is not left out in silence.
    println!("levels under test: {:?}", Level::supported());
    assert!(Level::supported().contains(&Level::current()));
}

/// What the child prints on standard output and on standard error.
fn child(value: Option<&str>) -> (String, String) {
    let mut command = again::command();
    command.args([
        "--exact",
        "child_prints_the_level",
        "--nocapture",
        "--include-ignored",
    ]);
    match value {
        Some(value) => command.env("HOTLOOP_LEVEL", value),
        None => command.env_remove("HOTLOOP_LEVEL"),
    };
    let output = command.output().unwrap();
    assert!(output.status.success());
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr))
}

#[test]
#[ignore = "run by the tests below, in a process of its own"]
fn child_prints_the_level() {
    let x = [0.5; 100];
    // Several uses, from several threads: what there is to say is said once.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(hotloop::kernels::sum::simd(&x), 50.0));
        }
    });
    println!("level={}", Level::current());
}

#[cfg(target_os = "linux")]
#[test]
fn nobody_need_be_there_to_read_what_is_said() {
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut command = again::command();
    command.args(["--exact", "child_prints_the_level", "--include-ignored"]);
    command.env("HOTLOOP_LEVEL", "bad").stderr(full);
    assert!(command.output().unwrap().status.success());
}

fn best() -> Level {
    *Level::supported().last().unwrap()
}

#[test]
fn without_the_variable_the_best_level_runs() {
    let (out, err) = child(None);
    assert!(out.contains(&format!("level={}", best())), "{out}");
    assert!(!err.contains("HOTLOOP_LEVEL"), "{err}");
}

#[test]
fn the_variable_lowers_the_level() {
    for level in Level::supported() {
        let (out, err) = child(Some(level.name()));
        assert!(out.contains(&format!("level={level}")), "{out}");
        assert!(!err.contains("HOTLOOP_LEVEL"), "{err}");
    }
}

#[test]
fn a_bad_value_is_said_once_and_detection_stands() {
    for value in ["avx1024", "", "AVX2"] {
        let (out, err) = child(Some(value));
        assert!(out.contains(&format!("level={}", best())), "{out}");
        let said = format!("hotloop: HOTLOOP_LEVEL: found {value:?}, expected one of portable");
        assert_eq!(err.matches(&said).count(), 1, "{err}");
    }
}

/// What the processor says of itself, and what the system has switched on, read here without `std`. A system
/// that does not keep the wide registers of a thread, when another runs, has them switched off, whatever the
/// processor has: and an instruction that is not switched on is a fault.
#[cfg(target_arch = "x86_64")]
#[test]
fn levels_are_what_the_processor_has_and_the_system_keeps() {
    /// The registers of SSE and AVX, and those of AVX-512 too.
    const AVX: u64 = 0x06;
    const AVX512: u64 = 0xe6;
    let processor = raw_cpuid::CpuId::new();
    let features = processor.get_feature_info();
    let extended = processor.get_extended_feature_info();
    let more = processor.get_extended_processor_and_feature_identifiers();
    let avx2 = features.as_ref().is_some_and(|it| {
        it.has_avx() && it.has_fma() && it.has_f16c() && it.has_movbe() && it.has_popcnt()
    });
    let avx2 = avx2
        && extended
            .as_ref()
            .is_some_and(|it| it.has_avx2() && it.has_bmi1() && it.has_bmi2())
        && more.is_some_and(|it| it.has_lzcnt());
    let avx512 = extended.is_some_and(|it| {
        let wide = it.has_avx512f() && it.has_avx512bw() && it.has_avx512cd();
        wide && it.has_avx512dq() && it.has_avx512vl()
    });
    let may_ask = features.is_some_and(|it| it.has_oxsave());
    let kept = if may_ask {
        // SAFETY: the processor says that it may be asked.
        unsafe { registers_that_are_kept() }
    } else {
        0
    };
    println!("AVX2: {avx2}, AVX-512: {avx512}, registers that are kept: {kept:#x}");
    let mut expected = vec!["portable"];
    expected.extend((avx2 && kept & AVX == AVX).then_some("avx2"));
    expected.extend((avx2 && avx512 && kept & AVX512 == AVX512).then_some("avx512"));
    let found: Vec<_> = Level::supported()
        .iter()
        .map(|level| level.name())
        .collect();
    assert_eq!(found, expected);
}

/// The control register that says so.
///
/// # Safety
///
/// The system has switched the instruction on, of which the processor tells.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "xsave")]
unsafe fn registers_that_are_kept() -> u64 {
    // SAFETY: wherever there is the instruction there is the register 0.
    unsafe { std::arch::x86_64::_xgetbv(0) }
}
