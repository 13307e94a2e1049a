#![recursion_limit = "256"]
//! The operator's command, and everything that lets Glimt run whole on one machine.
//!
//! [`world`] wires the seven functions to [`aws`], which answers their SDK clients here; [`dev`] runs it behind doors
//! and a clock; [`play`] drives it with [`story`]s, which are simulated or read from a file of real orders;
//! [`demo`] does that for months of a shop; [`preview`] shows what customers will see.

pub mod ask;
pub mod aws;
pub mod clock;
pub mod command;
pub mod console;
pub mod cost;
pub mod demo;
pub mod dev;
pub mod doctor;
pub mod environment;
pub mod event;
pub mod explain;
pub mod hooks;
pub mod import;
pub mod journeys;
pub mod library;
pub mod link;
pub mod locale;
pub mod mails;
pub mod new;
pub mod parcel;
pub mod pause;
pub mod person;
pub mod play;
pub mod preview;
pub mod publish;
pub mod redrive;
pub mod scores;
pub mod sheet;
pub mod sources;
pub mod story;
pub mod templates;
pub mod why;
pub mod world;
