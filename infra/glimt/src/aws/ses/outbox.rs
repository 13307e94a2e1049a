use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use anyhow::{Context, Result};
use jiff::Timestamp;
use serde_json::Value;

use super::event;
use super::message::{self, Message};
use super::request::Draft;

/// What was accepted: a count, the newest messages, the events not yet taken, and the file.
pub(super) struct Outbox {
    accepted: u64,
    keep: usize,
    kept: VecDeque<Message>,
    events: Vec<Value>,
    log: Option<Log>,
}

impl Outbox {
    pub fn open(keep: usize, path: Option<&Path>) -> Result<Self> {
        let mut outbox = Self { accepted: 0, keep, kept: VecDeque::new(), events: Vec::new(), log: None };
        if let Some(path) = path {
            let log = Log::open(path, |message| outbox.read_back(message))
                .with_context(|| format!("the outbox file {}", path.display()))?;
            outbox.log = Some(log);
            outbox.tell_again();
        }
        Ok(outbox)
    }

    /// Numbers, dates and keeps a message, and returns its id. It is in the file before it is
    /// anywhere else: on `Err` nothing was accepted.
    pub fn accept(&mut self, mut draft: Draft, at: Timestamp) -> Result<String> {
        let number = self.accepted + 1;
        draft.message.id = message::id(number);
        draft.message.sent_at = at;
        if let Some(log) = &mut self.log {
            log.append(&draft.message).context("the outbox file")?;
        }
        self.accepted = number;
        self.events.extend(event::events(number, &draft));
        let id = draft.message.id.clone();
        self.keep(draft.message);
        Ok(id)
    }

    pub fn accepted(&self) -> u64 {
        self.accepted
    }

    pub fn newest(&self) -> impl Iterator<Item = &Message> {
        self.kept.iter().rev()
    }

    pub fn take_messages(&mut self) -> Vec<Message> {
        std::mem::take(&mut self.kept).into()
    }

    pub fn take_events(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.events)
    }

    fn read_back(&mut self, message: Message) -> Result<()> {
        self.accepted = message::number(&message.id).context("a message id is not one of ours")?;
        self.keep(message);
        Ok(())
    }

    /// Whoever was killed may not have heard of the messages before; of those kept, they hear again.
    /// A message whose recipients can't be told apart any more is left out.
    fn tell_again(&mut self) {
        for message in &self.kept {
            if let (Some(number), Ok(draft)) = (message::number(&message.id), Draft::of(message.clone())) {
                self.events.extend(event::events(number, &draft));
            }
        }
    }

    fn keep(&mut self, message: Message) {
        self.kept.push_back(message);
        while self.kept.len() > self.keep {
            self.kept.pop_front();
        }
    }
}

/// An append-only file of JSON lines; `len` is where its last whole line ends.
struct Log {
    file: File,
    len: u64,
}

impl Log {
    /// Opens or creates the file, hands over each whole line, and cuts off a torn last one.
    fn open(path: &Path, mut each: impl FnMut(Message) -> Result<()>) -> Result<Self> {
        let file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
        let mut reader = BufReader::new(&file);
        let (mut len, mut line) = (0, Vec::new());
        for nth in 1.. {
            line.clear();
            let read = reader.read_until(b'\n', &mut line)?;
            if !line.ends_with(b"\n") {
                break;
            }
            let message = serde_json::from_slice(&line).with_context(|| format!("line {nth}"))?;
            each(message).with_context(|| format!("line {nth}"))?;
            len += read as u64;
        }
        file.set_len(len)?;
        Ok(Self { file, len })
    }

    /// Appends one line, or leaves the file as it was.
    fn append(&mut self, message: &Message) -> Result<()> {
        let mut line = serde_json::to_vec(message)?;
        line.push(b'\n');
        if let Err(error) = self.file.write_all(&line) {
            self.file.set_len(self.len)?;
            return Err(error.into());
        }
        self.len += line.len() as u64;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    /// A file in the machine's temporary folder that is gone afterwards.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let name = format!("glimt-outbox-{}-{name}.jsonl", std::process::id());
            Self(std::env::temp_dir().join(name))
        }

        fn open(&self) -> Result<Outbox> {
            Outbox::open(3, Some(&self.0))
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            std::fs::remove_file(&self.0).ok();
        }
    }

    fn accept(outbox: &mut Outbox) -> String {
        let (message, from) = (Message::default(), String::new());
        let message = Message { from: "hei@example.no".to_owned(), to: "kari@example.no".to_owned(), ..message };
        let draft = Draft { message, from, recipients: Vec::new() };
        outbox.accept(draft, Timestamp::UNIX_EPOCH).unwrap()
    }

    fn ids(outbox: &Outbox) -> Vec<String> {
        outbox.newest().map(|m| m.id.clone()).collect()
    }

    #[test]
    fn what_was_accepted_survives_a_restart_and_a_torn_last_line() {
        let file = Scratch::new("restart");
        let mut first = file.open().unwrap();
        let accepted: Vec<_> = (0..4).map(|_| accept(&mut first)).collect();
        let before = ids(&first);
        drop(first);
        let mut torn = OpenOptions::new().append(true).open(&file.0).unwrap();
        torn.write_all(br#"{"id":"0110"#).unwrap();

        let mut second = file.open().unwrap();
        assert_eq!((second.accepted(), ids(&second)), (4, before));
        assert_eq!(second.take_events().len(), 3, "of the messages that are kept");
        assert!(!accepted.contains(&accept(&mut second)));

        let third = file.open().unwrap();
        assert_eq!((third.accepted(), ids(&third)), (5, ids(&second)));
    }

    #[test]
    fn a_damaged_file_is_named_with_its_line() {
        let file = Scratch::new("damaged");
        accept(&mut file.open().unwrap());
        let mut damaged = OpenOptions::new().append(true).open(&file.0).unwrap();
        damaged.write_all(b"not a message\n").unwrap();
        let error = format!("{:#}", file.open().err().unwrap());
        assert!(error.contains("line 2") && error.contains("damaged.jsonl"), "{error}");
        assert!(Outbox::open(3, Some(Path::new("/nowhere/at/all"))).is_err());
    }
}
