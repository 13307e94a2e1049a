//! What is measured: kinds of events, and who handles them.

use super::Options;
use std::path::PathBuf;

/// A kind of event, by the peers' name for it.
pub struct Case {
    pub name: &'static str,
    /// Reads days of answers, so that one event is as much work as hundreds of others.
    pub heavy: bool,
}

/// One at least for each function.
pub const CASES: [Case; 8] = [
    Case { name: "trigger", heavy: false },
    Case { name: "send", heavy: false },
    Case { name: "collect.get", heavy: false },
    Case { name: "collect.post", heavy: false },
    Case { name: "feedback", heavy: false },
    Case { name: "alert", heavy: false },
    Case { name: "aggregate", heavy: true },
    Case { name: "export", heavy: true },
];

impl Case {
    /// The function that takes it.
    pub fn function(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(function, _)| function)
    }

    /// How many events one warm instance handles.
    pub fn warm(&self, options: &Options) -> usize {
        if self.heavy { options.warm.div_ceil(10) } else { options.warm }
    }
}

/// Who handles events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Variant {
    /// Answers with what it was given: what no Rust function on Lambda can be below.
    Hello,
    /// Reads nothing while it starts.
    Rust,
    /// As it is deployed: it opens its connection and reads what the first event would wait for.
    RustWarmed,
    Node,
    NodeBundled,
    Python,
}

pub const VARIANTS: [Variant; 6] =
    [Variant::Hello, Variant::Rust, Variant::RustWarmed, Variant::Node, Variant::NodeBundled, Variant::Python];

impl Variant {
    /// Whether it works on what Glimt publishes, and not on the peers' own journey.
    pub fn is_rust(self) -> bool {
        matches!(self, Self::Hello | Self::Rust | Self::RustWarmed)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Hello => "hello",
            Self::Rust => "rust",
            Self::RustWarmed => "rust-warmed",
            Self::Node => "node",
            Self::NodeBundled => "node-bundled",
            Self::Python => "python",
        }
    }

    /// The program that runs a function, and its arguments.
    pub fn program(self, function: &'static str, options: &Options) -> (PathBuf, Vec<&'static str>) {
        match self {
            Self::Hello => (options.programs.join("examples/hello"), Vec::new()),
            Self::Rust | Self::RustWarmed => (options.programs.join(function), Vec::new()),
            Self::Node | Self::NodeBundled | Self::Python => {
                let run = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/peers/run.sh");
                (run.into(), vec![self.name(), function])
            }
        }
    }

    /// What would be uploaded for a function, where it is zipped already.
    pub fn zip(self, function: &str, options: &Options) -> Option<PathBuf> {
        let zip = || options.peers.join(self.name()).join(format!("{function}.zip"));
        (!self.is_rust()).then(zip)
    }
}
