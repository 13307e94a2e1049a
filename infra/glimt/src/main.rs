//! The operator's command.

use std::process::ExitCode;

/// A replay makes and drops many small things; this allocator is made for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

// All of it is in the library: a future is compiled where it is run, and here that would be once more.
fn main() -> ExitCode {
    glimt::command::main()
}
